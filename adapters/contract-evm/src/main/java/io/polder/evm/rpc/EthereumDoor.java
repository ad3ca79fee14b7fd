package io.polder.evm.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.api.Extension;
import io.polder.api.http.Description;
import io.polder.api.http.Fault;
import io.polder.api.http.Operation;
import io.polder.api.http.Parameter;
import io.polder.api.http.Problem;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import io.polder.api.node.Access;
import io.polder.chain.Chains;
import io.polder.protocol.Address;
import io.polder.protocol.Envelope;
import io.polder.protocol.encoding.Bytes;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Ethereum's JSON-RPC at `/v1/chains/{chain}/evm`, over HTTP and WebSocket, for every chain that takes Ethereum's
/// envelopes; the same at `…/evm/as/{token}` for wallets that can send no header.
public final class EthereumDoor implements Extension {
    static final String PATH = "/v1/chains/{chain}/evm";
    private static final String WITH_TOKEN = PATH + "/as/{" + Access.TOKEN + "}";
    private static final int NOT_A_WEBSOCKET = 405;

    private final Access access;
    private final Origins origins;
    private final Chains all;
    private final InstantSource clock;
    private final SignIn signIn;
    private final Map<String, EthereumRpc> chains = new ConcurrentHashMap<>();
    private final Sockets sockets = new Sockets();

    public EthereumDoor(Access access, Origins origins, Chains all, InstantSource clock) {
        this.access = access;
        this.origins = origins;
        this.all = all;
        this.clock = clock;
        this.signIn = new SignIn(access, clock);
    }

    @Override
    public List<Operation> operations() {
        return Stream.concat(
                        Stream.of(new Post(PATH, "evm"), new Post(WITH_TOKEN, "evmWithToken")),
                        signIn.operations().stream())
                .toList();
    }

    @Override
    public void mount(Router router) {
        for (String path : List.of(PATH, WITH_TOKEN)) router.get(colons(path)).handler(this::upgrade);
        // Before everything else on these paths.
        for (String path : List.of(colons(PATH), colons(PATH) + "/*"))
            router.route(path).order(-1).handler(origins::judge);
    }

    private static String colons(String path) {
        return path.replaceAll("\\{([a-z]+)}", ":$1");
    }

    /// Made at the first request: a chain may be founded while the city runs.
    private Optional<EthereumRpc> rpc(String name) {
        return all.find(name)
                .filter(chain -> chain.spec().envelopes().contains(Envelope.ETHEREUM))
                .map(chain -> chains.computeIfAbsent(name, absent -> new EthereumRpc(chain, clock)));
    }

    private EthereumRpc readable(Request request) {
        String chain = access.readable(request).name();
        return rpc(chain)
                .orElseThrow(() ->
                        new Problem(Fault.ENVELOPE_NOT_ENABLED, "chain " + chain + " takes no Ethereum envelopes"));
    }

    /// Who opened a socket, asked anew for each request on it.
    private record Guest(EthereumRpc rpc, Supplier<Address> asker) {}

    private void upgrade(RoutingContext context) {
        if (!"websocket".equalsIgnoreCase(context.request().getHeader("Upgrade"))) {
            context.fail(NOT_A_WEBSOCKET);
            return;
        }
        context.request().pause();
        Request request = new Request(context);
        context.vertx()
                .executeBlocking(() -> new Guest(readable(request), access.lasting(request)), false)
                .onSuccess(guest -> sockets.open(context.request(), guest.rpc, guest.asker))
                .onFailure(failure -> refuse(context, failure));
    }

    private static void refuse(RoutingContext context, Throwable failure) {
        context.request().resume();
        if (failure instanceof Problem problem)
            context.response().setStatusCode(problem.fault().status()).end(problem.getMessage());
        else context.fail(failure);
    }

    /// Requests over HTTP.
    private final class Post implements Operation {
        private final String path;
        private final String id;

        Post(String path, String id) {
            this.path = path;
            this.id = id;
        }

        @Override
        public Description description() {
            Description said = Description.post(path, id, "contracts")
                    .says("Answers Ethereum's JSON-RPC 2.0, one request or a batch; GET with Upgrade: WebSocket.")
                    .takes(Parameter.CHAIN);
            if (path.equals(WITH_TOKEN)) said.takes(Parameter.path(Access.TOKEN, Schema.text("a read token")));
            return said.body(Description.JSON, Schema.object("a JSON-RPC request, or an array of them"))
                    .json("a JSON-RPC answer, or an array of them", Schema.object("a JSON-RPC answer"))
                    .fails(Fault.UNKNOWN_CHAIN, Fault.UNAUTHORIZED, Fault.BAD_TOKEN, Fault.ENVELOPE_NOT_ENABLED);
        }

        @Override
        public Reply handle(Request request) {
            EthereumRpc rpc = readable(request);
            Optional<JsonNode> answer =
                    ChainAccess.inTheNameOf(access.asker(request), () -> rpc.answer(request.body()));
            return answer.map(Reply::json).orElse(new Reply.Content(200, Description.JSON, Bytes.EMPTY, Map.of()));
        }
    }
}
