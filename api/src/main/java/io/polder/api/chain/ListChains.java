package io.polder.api.chain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.http.Description;
import io.polder.api.http.Json;
import io.polder.api.http.Operation;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import io.polder.api.node.Access;

/// The chains of this node.
public record ListChains(Access access) implements Operation {
    @Override
    public Description description() {
        return Description.get("/v1/chains", "chains", "chains")
                .says("Lists the chains of this node.")
                .json("the chains", Schema.object("chains").has("chains", Schema.list("by name", ShowChain.schema())));
    }

    @Override
    public Reply handle(Request request) {
        ObjectNode body = Json.object();
        ArrayNode chains = body.putArray("chains");
        access.listed(request).forEach(chain -> chains.add(ShowChain.document(chain)));
        return Reply.json(body);
    }
}
