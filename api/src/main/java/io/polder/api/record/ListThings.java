package io.polder.api.record;

import com.fasterxml.jackson.databind.node.ArrayNode;
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

/// The things of the network, a page at a time.
public record ListThings(Access access) implements Operation {
    @Override
    public Description description() {
        return Description.get("/v1/chains/{chain}/things", "things", "things")
                .says("Lists things by name. They are kept on the authority chain.")
                .takes(
                        Parameter.CHAIN,
                        Parameter.query("after", Schema.text("the name to go on after: `next` of the page before")),
                        Parameter.limit(Records.LIMIT, Records.LIMIT_MAX),
                        Parameter.atLeast())
                .json(
                        "things",
                        Schema.object("things")
                                .has("things", Schema.list("by name", ShowThing.schema()))
                                .may("next", Schema.text("where the next page begins, when there is one")))
                .fails(Fault.BEHIND, Fault.BAD_REQUEST, Fault.UNKNOWN_CHAIN);
    }

    @Override
    public Reply handle(Request request) {
        int limit = request.limit(Records.LIMIT, Records.LIMIT_MAX);
        Answer.Found found = Records.ofThings(access, request)
                .ask(Records.THINGS, "list", Records.text(request, "after"), Cbor.of(limit));
        Cbor.Dictionary page = found.result().asMap();
        ObjectNode body = Json.object();
        ArrayNode things = body.putArray("things");
        page.find(Cbor.of("things")).orElseThrow().asArray().forEach(t -> things.add(ShowThing.document(t)));
        page.find(Cbor.of("next"))
                .filter(next -> !next.equals(Cbor.NULL))
                .ifPresent(next -> body.set("next", JsonCbor.toJson(next)));
        return Reply.at(found.height(), body);
    }
}
