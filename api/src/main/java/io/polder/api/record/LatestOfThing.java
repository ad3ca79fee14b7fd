package io.polder.api.record;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.document.ReadingDocument;
import io.polder.api.http.Description;
import io.polder.api.http.Fault;
import io.polder.api.http.Json;
import io.polder.api.http.Operation;
import io.polder.api.http.Parameter;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import io.polder.api.node.Access;
import io.polder.chain.Answer;
import io.polder.protocol.encoding.Cbor;

/// The newest readings of one thing.
public record LatestOfThing(Access access) implements Operation {
    @Override
    public Description description() {
        return Description.get("/v1/chains/{chain}/things/{thing}/readings", "latestOfThing", "readings")
                .says("Shows the newest readings of a thing by name and origin.")
                .takes(
                        Parameter.CHAIN,
                        Parameter.path("thing", Schema.text("the thing")),
                        Parameter.query("name", Schema.text("only of this name")),
                        Parameter.atLeast())
                .json(
                        "the newest readings",
                        Schema.object("readings")
                                .has("thing", Schema.text("the thing"))
                                .has("latest", Schema.list("by name and origin", ReadingDocument.keptSchema())))
                .fails(Fault.BEHIND, Fault.BAD_REQUEST, Fault.UNKNOWN_CHAIN);
    }

    @Override
    public Reply handle(Request request) {
        String thing = request.path("thing");
        Answer.Found found = Records.of(access, request)
                .ask(Records.READINGS, "latest", Cbor.of(thing), Records.text(request, "name"));
        ObjectNode body = Json.object().put("thing", thing);
        ArrayNode latest = body.putArray("latest");
        found.result().asArray().forEach(reading -> latest.add(ReadingDocument.kept(reading)));
        return Reply.at(found.height(), body);
    }
}
