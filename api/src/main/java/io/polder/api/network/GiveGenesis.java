package io.polder.api.network;

import io.polder.api.http.Description;
import io.polder.api.http.Operation;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import io.polder.api.node.NodeView;

/// The genesis itself, byte for byte: its SHA-256 is the fingerprint.
public record GiveGenesis(NodeView node) implements Operation {
    @Override
    public Description description() {
        return Description.get("/v1/genesis", "genesis", "node")
                .says("Gives the network's genesis; its SHA-256 is the fingerprint.")
                .answers(
                        200,
                        "the genesis in deterministic CBOR",
                        new Description.Form(
                                Description.CBOR, Schema.binary(Description.CBOR, "docs/spec/encoding.md")));
    }

    @Override
    public Reply handle(Request request) {
        return Reply.cbor(node.genesis().encode());
    }
}
