package io.polder.api.chain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.http.Description;
import io.polder.api.http.Fault;
import io.polder.api.http.Json;
import io.polder.api.http.Operation;
import io.polder.api.http.Parameter;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import io.polder.api.node.Access;
import io.polder.chain.attempt.Attempts;

/// What others tried on a private chain at this node.
public record ListAttempts(Access access) implements Operation {
    @Override
    public Description description() {
        Schema attempt = Schema.object("an attempt")
                .has("time", Schema.integer("epoch milliseconds"))
                .has("number", Schema.integer("its place among all on this chain at this node, from 1"))
                .has("by", Schema.text("whose signature held, or the key of zeros"))
                .has("asked", Schema.text("method and path, or what was asked of which contract"));
        return Description.get("/v1/chains/{chain}/attempts", "attempts", "chains")
                .says("Lists what others tried on a private chain at all doors of this node,"
                        + " the newest 1,000, the newest last.")
                .takes(Parameter.CHAIN)
                .json("the attempts", Schema.object("attempts").has("attempts", Schema.list("by time", attempt)))
                .fails(Fault.UNKNOWN_CHAIN, Fault.UNAUTHORIZED);
    }

    @Override
    public Reply handle(Request request) {
        ObjectNode body = Json.object();
        ArrayNode list = body.putArray("attempts");
        for (Attempts.Kept each : access.attempts(request))
            list.addObject()
                    .put("time", each.attempt().time())
                    .put("number", each.number())
                    .put("by", each.attempt().by())
                    .put("asked", each.attempt().asked());
        return Reply.json(body);
    }
}
