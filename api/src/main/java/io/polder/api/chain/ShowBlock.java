package io.polder.api.chain;

import io.polder.api.document.BlockDocument;
import io.polder.api.document.Refusals;
import io.polder.api.http.Description;
import io.polder.api.http.Fault;
import io.polder.api.http.Operation;
import io.polder.api.http.Parameter;
import io.polder.api.http.Problem;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import io.polder.api.node.Access;
import io.polder.api.node.ChainView;
import io.polder.chain.Answer;
import io.polder.protocol.Block;

/// One block: its header and what is in it.
public record ShowBlock(Access access) implements Operation {
    @Override
    public Description description() {
        return Description.get("/v1/chains/{chain}/blocks/{height}", "block", "blocks")
                .says("Shows a block; as application/cbor the block itself.")
                .takes(Parameter.CHAIN, Parameter.path("height", Schema.integer("the block's height")))
                .takes(Parameter.atLeast())
                .answers(
                        200,
                        "the block",
                        new Description.Form(Description.JSON, BlockDocument.blockSchema()),
                        new Description.Form(
                                Description.CBOR, Schema.binary(Description.CBOR, "the block, byte for byte")))
                .fails(Fault.NOT_FOUND, Fault.PRUNED, Fault.BEHIND, Fault.BAD_REQUEST, Fault.UNKNOWN_CHAIN);
    }

    @Override
    public Reply handle(Request request) {
        ChainView chain = access.readable(request);
        long height = request.pathInteger("height", 0, Long.MAX_VALUE);
        Heights.require(request, chain);
        if (height < chain.keptFrom()) throw Refusals.of(new Answer.Pruned(height, chain.keptFrom()));
        Block block = chain.block(height)
                .orElseThrow(() -> new Problem(
                                Fault.NOT_FOUND,
                                "there is no block " + height + " yet; the newest is " + chain.height())
                        .with("own", chain.height()));
        if (request.wantsCbor() && !block.entries().stream().allMatch(chain::tells))
            throw new Problem(Fault.MAY_NOT_READ, "block " + height + " holds what only others may read: ask for JSON");
        return request.wantsCbor()
                ? Reply.cborAt(height, block.encode())
                : Reply.at(chain.height(), BlockDocument.block(block, chain.certifiedHeight(), chain::tells));
    }
}
