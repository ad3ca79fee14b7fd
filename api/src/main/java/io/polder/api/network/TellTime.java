package io.polder.api.network;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.http.Description;
import io.polder.api.http.Json;
import io.polder.api.http.Operation;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import io.polder.api.node.NodeView;
import java.time.Clock;

/// The time, for clients without a clock of their own: windows are judged by the time of blocks.
public record TellTime(NodeView node, Clock clock) implements Operation {
    @Override
    public Description description() {
        return Description.get("/v1/time", "time", "node")
                .says("Tells the node's time and that of the newest public block.")
                .json(
                        "the time",
                        Schema.object("times in epoch milliseconds")
                                .has("time", Schema.integer("the node's clock"))
                                .has("blockTime", Schema.integer("the newest block's time, 0 before the first")));
    }

    @Override
    public Reply handle(Request request) {
        long newest = node.chains().stream()
                .flatMap(chain -> chain.head().stream())
                .mapToLong(header -> header.time())
                .max()
                .orElse(0);
        ObjectNode body = Json.object().put("time", clock.millis()).put("blockTime", newest);
        return Reply.json(body);
    }
}
