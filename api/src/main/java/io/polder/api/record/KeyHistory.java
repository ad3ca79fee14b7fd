package io.polder.api.record;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.http.Description;
import io.polder.api.http.Fault;
import io.polder.api.http.Json;
import io.polder.api.http.JsonCbor;
import io.polder.api.http.Operation;
import io.polder.api.http.Parameter;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import io.polder.api.node.Access;
import io.polder.chain.Answer;
import io.polder.protocol.encoding.Cbor;

/// What a key held before.
public record KeyHistory(Access access) implements Operation {
    @Override
    public Description description() {
        return Description.get("/v1/chains/{chain}/kv/{key}/history", "keyHistory", "kv")
                .says("Lists what a key has held, the newest first.")
                .takes(Parameter.CHAIN, KeyEntry.KEY, Parameter.limit(Records.LIMIT, Records.LIMIT_MAX))
                .takes(Parameter.atLeast())
                .json(
                        "the history",
                        Schema.object("a history")
                                .has("key", Schema.text("the key"))
                                .has(
                                        "history",
                                        Schema.list(
                                                "the newest first",
                                                Schema.object("from a block on")
                                                        .has("height", Schema.integer("the block"))
                                                        .has("time", Schema.integer("its time"))
                                                        .has("value", Schema.item("what it held, null when removed"))
                                                        .has("owner", Schema.item("who saved it, null when removed")))))
                .fails(Fault.BEHIND, Fault.BAD_REQUEST, Fault.UNKNOWN_CHAIN);
    }

    @Override
    public Reply handle(Request request) {
        String key = request.path("key");
        Cbor limit = Cbor.of(request.limit(Records.LIMIT, Records.LIMIT_MAX));
        Answer.Found found = Records.of(access, request).ask(Records.KV, "history", Cbor.of(key), limit);
        ObjectNode body = Json.object().put("key", key);
        body.set("history", JsonCbor.toJson(found.result()));
        return Reply.at(found.height(), body);
    }
}
