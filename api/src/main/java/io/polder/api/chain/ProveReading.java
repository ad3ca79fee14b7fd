package io.polder.api.chain;

import io.polder.api.http.Description;
import io.polder.api.http.Operation;
import io.polder.api.http.Parameter;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import io.polder.api.node.Access;
import io.polder.api.node.ChainView;
import io.polder.protocol.Frame;

/// Proves a single reading of a frame or batch without the others.
public record ProveReading(Access access) implements Operation {
    @Override
    public Description description() {
        return Proofs.describe(
                Description.get("/v1/chains/{chain}/proofs/readings/{id}/{index}", "proveReading", "proofs")
                        .says("Proves one reading of a frame or batch.")
                        .takes(
                                Parameter.CHAIN,
                                Parameter.path("id", Schema.hash("the transaction's id")),
                                Parameter.path("index", Schema.integer("the reading's place in it, from 0"))));
    }

    @Override
    public Reply handle(Request request) {
        int index = (int) request.pathInteger("index", 0, Frame.READINGS_MAX - 1L);
        ChainView chain = access.readable(request);
        return Proofs.reply(request, access.node().genesis(), chain, chain.proveReading(request.pathHash("id"), index));
    }
}
