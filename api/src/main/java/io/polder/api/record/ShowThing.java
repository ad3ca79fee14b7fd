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
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.util.Map;

/// One thing: whose it is, at which city, whether it may send.
public record ShowThing(Access access) implements Operation {
    @Override
    public Description description() {
        return Description.get("/v1/chains/{chain}/things/{thing}", "thing", "things")
                .says("Shows a thing. It is kept on the authority chain.")
                .takes(Parameter.CHAIN, Parameter.path("thing", Schema.text("the thing's name")))
                .takes(Parameter.atLeast())
                .json("the thing", schema())
                .fails(Fault.NOT_FOUND, Fault.BEHIND, Fault.BAD_REQUEST, Fault.UNKNOWN_CHAIN);
    }

    static Schema schema() {
        return Schema.object("a thing")
                .has("thing", Schema.text("its name"))
                .has("status", Schema.oneOf("whether it may send", "enrolled", "active", "suspended", "retired"))
                .has("organisation", Schema.text("whose it is"))
                .has("city", Schema.text("the city node that serves it"))
                .has("kind", Schema.text("what kind of thing it is"))
                .may("key", Schema.base64url("its public key as a COSE_Key"))
                .may("thumbprint", Schema.hash("the thumbprint of its key"))
                .has("proxied", Schema.bool("whether its city's gateway vouches for it"))
                .has("enrolled", Schema.integer("when, in epoch milliseconds"))
                .has("changed", Schema.integer("when it last changed"))
                .may("location", Schema.object("latitude and longitude in 1e-5 degrees, and whether they are fine"));
    }

    @Override
    public Reply handle(Request request) {
        Answer.Found found =
                Records.ofThings(access, request).ask(Records.THINGS, "get", Cbor.of(request.path("thing")));
        return Reply.at(found.height(), document(found.result()));
    }

    static ObjectNode document(Cbor shown) {
        ObjectNode node = Json.object();
        for (Map.Entry<Cbor, Cbor> member : shown.asMap().entries()) {
            String name = member.getKey().asText();
            switch (member.getValue()) {
                case Cbor.Null() -> {
                    // What is not known is left out.
                }
                case Cbor.Binary(Bytes bytes) when name.equals("thumbprint") -> node.put(name, bytes.toHex());
                case Cbor value when name.equals("key") -> node.put(name, JsonCbor.base64url(value.encode()));
                case Cbor value -> node.set(name, JsonCbor.toJson(value));
            }
        }
        return node;
    }
}
