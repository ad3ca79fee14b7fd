package io.polder.api.record;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.document.ReadingDocument;
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
import java.util.OptionalLong;

/// What a thing has measured under one name, by the time of measuring.
public record ReadingHistory(Access access) implements Operation {
    @Override
    public Description description() {
        return Description.get("/v1/chains/{chain}/things/{thing}/readings/{name}", "readingHistory", "readings")
                .says("Lists a thing's readings of one name by the time of measuring.")
                .takes(
                        Parameter.CHAIN,
                        Parameter.path("thing", Schema.text("the thing")),
                        Parameter.path("name", Schema.text("what was measured")),
                        Parameter.query("from", Schema.integer("from this time on, in epoch milliseconds")),
                        Parameter.query("to", Schema.integer("before this time, in epoch milliseconds")),
                        Parameter.query("reverse", Schema.bool("the newest first")),
                        Parameter.query("cursor", Schema.base64url("`next` of the page before")),
                        Parameter.limit(Records.LIMIT, Records.LIMIT_MAX),
                        Parameter.atLeast())
                .json(
                        "readings",
                        Schema.object("a page")
                                .has("readings", Schema.list("by time", ReadingDocument.keptSchema()))
                                .may("next", Schema.base64url("the cursor of the next page, when there is one")))
                .fails(Fault.BEHIND, Fault.BAD_REQUEST, Fault.UNKNOWN_CHAIN);
    }

    @Override
    public Reply handle(Request request) {
        OptionalLong to = request.queryInteger("to");
        Answer.Found found = Records.of(access, request)
                .ask(
                        Records.READINGS,
                        "history",
                        Cbor.of(request.path("thing")),
                        Cbor.of(request.path("name")),
                        Cbor.of(request.queryInteger("from", 0, 0, Long.MAX_VALUE)),
                        to.isPresent() ? Cbor.of(to.getAsLong()) : Cbor.NULL,
                        Cbor.of(request.limit(Records.LIMIT, Records.LIMIT_MAX)),
                        Cbor.of(request.flag("reverse")),
                        request.query("cursor")
                                .<Cbor>map(c -> Cbor.of(JsonCbor.ofBase64url(c)))
                                .orElse(Cbor.NULL));
        Cbor.Dictionary page = found.result().asMap();
        ObjectNode body = Json.object();
        ArrayNode readings = body.putArray("readings");
        page.find(Cbor.of("readings")).orElseThrow().asArray().forEach(r -> readings.add(ReadingDocument.kept(r)));
        page.find(Cbor.of("next"))
                .filter(next -> !next.equals(Cbor.NULL))
                .ifPresent(next -> body.put("next", JsonCbor.base64url(next.asBytes())));
        return Reply.at(found.height(), body);
    }
}
