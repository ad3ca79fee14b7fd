package io.polder.evm.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.api.http.Description;
import io.polder.api.http.Fault;
import io.polder.api.http.Json;
import io.polder.api.http.Operation;
import io.polder.api.http.Parameter;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import io.polder.api.node.Access;
import io.polder.api.node.ChainView;
import io.polder.api.node.ReadTokens;
import io.polder.evm.network.Accounts;
import io.polder.evm.word.Address;
import io.polder.protocol.Domain;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How a wallet gets a token to read with: it signs a message, or whoever has a key on the authority chain signs the
/// request. What is issued does not depend on whether there is such a chain: that is seen by who may see it, later.
final class SignIn {
    private static final int MINUTES_MAX = (int) ReadTokens.LIFE_MAX.toMinutes();

    private final Access access;
    private final Challenges challenges;
    private final InstantSource clock;

    SignIn(Access access, InstantSource clock) {
        this.access = access;
        this.clock = clock;
        // Ends with the process, as does the memory of which messages came back.
        this.challenges = new Challenges(ReadTokens.passing(clock), clock);
    }

    List<Operation> operations() {
        return List.of(new Ask(), new Issue());
    }

    private Domain chain(Request request) {
        return new Domain(access.node().genesis().id(), request.path("chain"));
    }

    private static String uri(Request request) {
        return "http://" + request.authority() + "/v1/chains/" + request.path("chain") + "/evm";
    }

    /// Gives a message to sign.
    private final class Ask implements Operation {
        @Override
        public Description description() {
            return Description.post(EthereumDoor.PATH + "/challenge", "challengeWallet", "contracts")
                    .says("Makes a message (EIP-4361) for a wallet to sign, good for five minutes and one use.")
                    .takes(Parameter.CHAIN)
                    .body(
                            Description.JSON,
                            Schema.object("who signs in").has("account", Schema.text("the wallet's account, 0x…")))
                    .json("the message", Schema.object("a message").has("message", Schema.text("the message to sign")))
                    .fails(Fault.BAD_REQUEST);
        }

        @Override
        public Reply handle(Request request) {
            String account = Json.parse(request.body()).path("account").asText();
            if (!account.matches("0x[0-9a-fA-F]{40}")) throw Request.bad("account", "0x and 40 digits", account);
            access.names(request, ChainView.NOBODY);
            String page = Origins.host(request.header("Origin")).orElse(request.authority());
            Challenges.Entrance entrance = new Challenges.Entrance(page, uri(request), chain(request));
            return Reply.json(Json.object().put("message", challenges.message(entrance, Address.hex(account))));
        }
    }

    /// Issues a token.
    private final class Issue implements Operation {
        @Override
        public Description description() {
            return Description.post(EthereumDoor.PATH + "/token", "issueReadToken", "contracts")
                    .says("Issues a token to read this chain with, for a signed message or a signed request.")
                    .takes(Parameter.CHAIN)
                    .body(
                            Description.JSON,
                            Schema.object("what proves the key; nothing when the request itself is signed")
                                    .may("message", Schema.text("the message"))
                                    .may("signature", Schema.text("the wallet's signature, 65 bytes in hexadecimal"))
                                    .may(
                                            "minutes",
                                            Schema.integer("how long it holds")
                                                    .range(1, MINUTES_MAX, ReadTokens.LIFE.toMinutes())))
                    .json(
                            "the token",
                            Schema.object("a token")
                                    .has("token", Schema.text("the token"))
                                    .has("reader", Schema.text("whose rights it has"))
                                    .has("expires", Schema.integer("when it ends, in epoch milliseconds"))
                                    .has("path", Schema.text("where JSON-RPC is for who can send no header")))
                    .fails(Fault.BAD_REQUEST, Fault.BAD_SIGNATURE, Fault.BUSY);
        }

        @Override
        public Reply handle(Request request) {
            JsonNode body = Json.parse(request.body());
            JsonNode minutes = body.path("minutes");
            long life = minutes.isMissingNode()
                    ? ReadTokens.LIFE.toMinutes()
                    : Request.integer("minutes", minutes.asText(), 1, MINUTES_MAX);
            Optional<Access.KeyHolder> holder = access.proven(request);
            io.polder.protocol.Address who = holder.map(Access.KeyHolder::who).orElseGet(() -> wallet(request, body));
            Optional<Hash> key = holder.map(Access.KeyHolder::key);
            access.names(request, who);
            String chain = request.path("chain");
            Duration held = Duration.ofMinutes(life);
            String token = access.tokens().issue(chain, who, key, held);
            return Reply.json(Json.object()
                    .put("token", token)
                    .put("reader", who.toString())
                    .put("expires", clock.millis() + held.toMillis())
                    .put("path", "/v1/chains/" + chain + "/evm/as/" + token));
        }

        private io.polder.protocol.Address wallet(Request request, JsonNode body) {
            String signature = body.path("signature").asText();
            if (!signature.matches("0x[0-9a-fA-F]{130}"))
                throw Request.bad("signature", "0x and 130 digits", signature);
            Bytes bytes = Bytes.hex(signature.substring(2).toLowerCase(Locale.ROOT));
            String message = body.path("message").asText();
            return Accounts.identity(challenges.signer(uri(request), chain(request), message, bytes));
        }
    }
}
