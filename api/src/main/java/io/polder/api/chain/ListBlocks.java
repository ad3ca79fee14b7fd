package io.polder.api.chain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.document.BlockDocument;
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
import io.polder.protocol.Header;
import java.util.List;
import java.util.OptionalLong;

/// Headers of blocks, a page at a time.
public record ListBlocks(Access access) implements Operation {
    private static final int LIMIT = 20;
    public static final int LIMIT_MAX = 500;

    @Override
    public Description description() {
        return Description.get("/v1/chains/{chain}/blocks", "blocks", "blocks")
                .says("Lists headers from a height on; without one the newest.")
                .takes(
                        Parameter.CHAIN,
                        Parameter.query("from", Schema.integer("the first height")),
                        Parameter.limit(LIMIT, LIMIT_MAX),
                        Parameter.atLeast())
                .json(
                        "headers in rising order",
                        Schema.object("headers")
                                .has("blocks", Schema.list("in rising order", BlockDocument.headerSchema()))
                                .has("next", Schema.integer("the height to go on from"))
                                .has("height", Schema.integer("the newest final height"))
                                .has("certified", Schema.integer("the newest certified height")))
                .fails(Fault.BEHIND, Fault.BAD_REQUEST, Fault.UNKNOWN_CHAIN);
    }

    @Override
    public Reply handle(Request request) {
        ChainView chain = access.readable(request);
        Heights.require(request, chain);
        int limit = request.limit(LIMIT, LIMIT_MAX);
        OptionalLong asked = request.queryInteger("from");
        long from = asked.orElse(Math.max(0, chain.height() + 1 - limit));
        List<Header> headers = chain.headers(from, limit);
        long certified = chain.certifiedHeight();
        ObjectNode body = Json.object();
        ArrayNode blocks = body.putArray("blocks");
        headers.forEach(header -> blocks.add(BlockDocument.header(header, certified)));
        body.put("next", headers.isEmpty() ? from : headers.getLast().height() + 1)
                .put("height", chain.height())
                .put("certified", certified);
        return Reply.at(chain.height(), body);
    }
}
