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

/// Keys between two keys.
public record KeyRange(Access access) implements Operation {
    @Override
    public Description description() {
        return Description.get("/v1/chains/{chain}/kv", "keyRange", "kv")
                .says("Lists entries from one key to before another.")
                .takes(
                        Parameter.CHAIN,
                        Parameter.query("from", Schema.text("from this key on")),
                        Parameter.query("to", Schema.text("before this key")),
                        Parameter.query("reverse", Schema.bool("the last first")),
                        Parameter.limit(Records.LIMIT, Records.LIMIT_MAX),
                        Parameter.atLeast())
                .json("entries", Schema.object("entries").has("entries", Schema.list("in order", KeyEntry.schema())))
                .fails(Fault.BEHIND, Fault.BAD_REQUEST, Fault.UNKNOWN_CHAIN);
    }

    @Override
    public Reply handle(Request request) {
        Answer.Found found = Records.of(access, request)
                .ask(
                        Records.KV,
                        "range",
                        Records.text(request, "from"),
                        Records.text(request, "to"),
                        Cbor.of(request.limit(Records.LIMIT, Records.LIMIT_MAX)),
                        Cbor.of(request.flag("reverse")));
        ObjectNode body = Json.object();
        body.set("entries", JsonCbor.toJson(found.result()));
        return Reply.at(found.height(), body);
    }
}
