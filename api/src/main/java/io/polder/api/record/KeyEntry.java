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

/// What is kept under a key.
public record KeyEntry(Access access) implements Operation {
    static final Parameter KEY = Parameter.path("key", Schema.text("the key, percent-encoded"));

    @Override
    public Description description() {
        return Description.get("/v1/chains/{chain}/kv/{key}", "keyValue", "kv")
                .says("Shows what is kept under a key.")
                .takes(Parameter.CHAIN, KEY, Parameter.atLeast())
                .json("the entry", schema())
                .fails(Fault.NOT_FOUND, Fault.BEHIND, Fault.BAD_REQUEST, Fault.UNKNOWN_CHAIN);
    }

    static Schema schema() {
        return Schema.object("an entry")
                .has("key", Schema.text("the key"))
                .has("value", Schema.item("a text or bytes"))
                .has("owner", Schema.text("who saved it"));
    }

    @Override
    public Reply handle(Request request) {
        String key = request.path("key");
        Answer.Found found = Records.of(access, request).ask(Records.KV, "get", Cbor.of(key));
        ObjectNode body = Json.object().put("key", key);
        body.setAll((ObjectNode) JsonCbor.toJson(found.result().asMap()));
        return Reply.at(found.height(), body);
    }
}
