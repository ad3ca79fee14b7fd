package io.polder.api.chain;

import io.polder.api.http.Description;
import io.polder.api.http.JsonCbor;
import io.polder.api.http.Operation;
import io.polder.api.http.Parameter;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import io.polder.api.node.Access;
import io.polder.api.node.ChainView;
import io.polder.protocol.encoding.Bytes;

/// Proves what a contract's state holds under a key, or that it holds nothing.
public record ProveState(Access access) implements Operation {
    @Override
    public Description description() {
        return Proofs.describe(Description.get(
                        "/v1/chains/{chain}/proofs/state/{contract}/{key}", "proveState", "proofs")
                .says("Proves an entry of a contract's state, or its absence, at the newest certified height.")
                .takes(
                        Parameter.CHAIN,
                        Parameter.path("contract", Schema.text("the contract")),
                        Parameter.path("key", Schema.text("the contract's own key")),
                        Parameter.query(
                                "encoding", Schema.oneOf("how the key is written", "text", "hex", "base64url"))));
    }

    @Override
    public Reply handle(Request request) {
        ChainView chain = access.readable(request);
        String contract = request.path("contract");
        Bytes key = key(request);
        access.asks(request, chain, contract, key);
        return Proofs.reply(request, access.node().genesis(), chain, chain.proveState(contract, key));
    }

    private static Bytes key(Request request) {
        String key = request.path("key");
        return switch (request.choice("encoding", "text", "hex", "base64url")) {
            case "hex" -> {
                if (!key.matches("([0-9a-fA-F]{2})+")) throw Request.bad("key", "pairs of hexadecimal digits", key);
                yield Bytes.hex(key);
            }
            case "base64url" -> JsonCbor.ofBase64url(key);
            default -> Bytes.utf8(key);
        };
    }
}
