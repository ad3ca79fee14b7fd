package io.polder.evm.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.api.Extension;
import io.polder.api.http.Description;
import io.polder.api.http.Fault;
import io.polder.api.http.Operation;
import io.polder.api.http.Parameter;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import io.polder.api.node.Access;
import io.polder.api.node.ChainView;
import io.polder.chain.Chains;
import io.polder.protocol.Address;
import io.polder.protocol.Category;
import io.polder.protocol.Envelope;
import io.polder.protocol.encoding.Bytes;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Ethereum's JSON-RPC at `/v1/chains/{chain}/evm`, over HTTP and WebSocket, for every chain that takes Ethereum's
/// envelopes.
public final class EthereumDoor implements Extension {
    private static final String PATH = "/v1/chains/{chain}/evm";

    private final Access access;
    private final Optional<String> token;
    private final Chains all;
    private final InstantSource clock;
    private final Map<String, EthereumRpc> chains = new ConcurrentHashMap<>();
    private final Sockets sockets = new Sockets();

    /// @param token what a reader of a chain that is not public shows when it opens a WebSocket
    public EthereumDoor(Access access, Optional<String> token, Chains all, InstantSource clock) {
        this.access = access;
        this.token = token;
        this.all = all;
        this.clock = clock;
    }

    @Override
    public List<Operation> operations() {
        return List.of(new Post());
    }

    @Override
    public void mount(Router router) {
        router.get(PATH.replaceAll("\\{([a-z]+)}", ":$1")).handler(this::upgrade);
    }

    /// Made at the first request: a chain may be founded while the city runs.
    private Optional<EthereumRpc> rpc(String name) {
        return all.find(name)
                .filter(chain -> chain.spec().envelopes().contains(Envelope.ETHEREUM))
                .map(chain -> chains.computeIfAbsent(name, absent -> new EthereumRpc(chain, clock)));
    }

    private void upgrade(RoutingContext context) {
        String chain = context.pathParam("chain");
        Optional<EthereumRpc> rpc = rpc(chain).filter(r -> readable(chain, context));
        if (rpc.isEmpty()) context.fail(404);
        else if (!"websocket".equalsIgnoreCase(context.request().getHeader("Upgrade"))) context.fail(405);
        else sockets.open(context.request(), rpc.get(), socketAsker(chain));
    }

    /// Whoever opened a socket to a chain that is not public showed the operator's token.
    private Address socketAsker(String chain) {
        return isPublic(chain)
                ? ChainView.NOBODY
                : Address.city(access.node().status().node());
    }

    private boolean isPublic(String chain) {
        return all.find(chain)
                .filter(c -> c.spec().category() == Category.PUBLIC)
                .isPresent();
    }

    private boolean readable(String chain, RoutingContext context) {
        if (isPublic(chain)) return true;
        String given = Optional.ofNullable(context.request().getHeader("Authorization"))
                .orElse("");
        byte[] expected = ("Bearer " + token.orElse("")).getBytes(StandardCharsets.UTF_8);
        return token.isPresent() && MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8));
    }

    /// Requests over HTTP.
    private final class Post implements Operation {
        @Override
        public Description description() {
            return Description.post(PATH, "evm", "contracts")
                    .says("Answers Ethereum's JSON-RPC 2.0, one request or a batch; GET with Upgrade: WebSocket.")
                    .takes(Parameter.CHAIN)
                    .body(Description.JSON, Schema.object("a JSON-RPC request, or an array of them"))
                    .json("a JSON-RPC answer, or an array of them", Schema.object("a JSON-RPC answer"))
                    .fails(Fault.UNKNOWN_CHAIN, Fault.UNAUTHORIZED, Fault.ENVELOPE_NOT_ENABLED);
        }

        @Override
        public Reply handle(Request request) {
            String chain = access.readable(request).name();
            EthereumRpc rpc = rpc(chain)
                    .orElseThrow(() -> new io.polder.api.http.Problem(
                            Fault.ENVELOPE_NOT_ENABLED, "chain " + chain + " takes no Ethereum envelopes"));
            Optional<JsonNode> answer =
                    ChainAccess.inTheNameOf(access.asker(request), () -> rpc.answer(request.body()));
            return answer.map(Reply::json).orElse(new Reply.Content(200, Description.JSON, Bytes.EMPTY, Map.of()));
        }
    }
}
