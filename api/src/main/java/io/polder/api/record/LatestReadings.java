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

/// The newest readings of all things, a page of things at a time.
public record LatestReadings(Access access) implements Operation {
    @Override
    public Description description() {
        return Description.get("/v1/chains/{chain}/readings", "latestReadings", "readings")
                .says("Lists things with their newest readings by name and origin.")
                .takes(
                        Parameter.CHAIN,
                        Parameter.query("after", Schema.text("the thing to go on after: `next` of the page before")),
                        Parameter.limit(Records.LIMIT, Records.LIMIT_MAX),
                        Parameter.atLeast())
                .json(
                        "things and readings",
                        Schema.object("a page")
                                .has(
                                        "things",
                                        Schema.list(
                                                "by name",
                                                Schema.object("a thing")
                                                        .has("thing", Schema.text("its name"))
                                                        .has(
                                                                "latest",
                                                                Schema.list(
                                                                        "its newest readings",
                                                                        ReadingDocument.keptSchema()))))
                                .may("next", Schema.text("where the next page begins, when there is one")))
                .fails(Fault.BEHIND, Fault.BAD_REQUEST, Fault.UNKNOWN_CHAIN);
    }

    @Override
    public Reply handle(Request request) {
        int limit = request.limit(Records.LIMIT, Records.LIMIT_MAX);
        Answer.Found found = Records.of(access, request)
                .ask(Records.READINGS, "list", Records.text(request, "after"), Cbor.of(limit));
        Cbor.Dictionary page = found.result().asMap();
        ObjectNode body = Json.object();
        ArrayNode things = body.putArray("things");
        for (Cbor each : page.find(Cbor.of("things")).orElseThrow().asArray()) {
            Cbor.Dictionary thing = each.asMap();
            ObjectNode node = things.addObject();
            node.set("thing", JsonCbor.toJson(thing.find(Cbor.of("thing")).orElseThrow()));
            ArrayNode latest = node.putArray("latest");
            thing.find(Cbor.of("latest")).orElseThrow().asArray().forEach(r -> latest.add(ReadingDocument.kept(r)));
        }
        page.find(Cbor.of("next"))
                .filter(next -> !next.equals(Cbor.NULL))
                .ifPresent(next -> body.set("next", JsonCbor.toJson(next)));
        return Reply.at(found.height(), body);
    }
}
