package io.polder.api.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.http.Json;
import io.polder.api.http.JsonCbor;
import io.polder.api.http.Schema;
import io.polder.protocol.Reading;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.math.BigDecimal;
import java.util.Map;

/// Readings as JSON shows them: a number is a JSON number with every digit that was signed; bytes are base64url.
public final class ReadingDocument {
    private ReadingDocument() {}

    /// A reading as it stands in a frame; one that is no reading is shown by its bytes.
    static ObjectNode signed(Bytes bytes) {
        try {
            return reading(Reading.decode(bytes));
        } catch (Malformed e) {
            return Json.object().put("malformed", JsonCbor.base64url(bytes));
        }
    }

    public static ObjectNode reading(Reading reading) {
        ObjectNode node = Json.object();
        reading.thing().ifPresent(thing -> node.put("thing", thing));
        node.put("name", reading.name());
        reading.unit().ifPresent(unit -> node.put("unit", unit));
        switch (reading.value()) {
            case Reading.Value.Quantity(BigDecimal number) -> node.put("value", number);
            case Reading.Value.Words(String text) -> node.put("value", text);
            case Reading.Value.Truth(boolean holds) -> node.put("value", holds);
            case Reading.Value.Data(Bytes data) -> node.put("data", JsonCbor.base64url(data));
        }
        return node.put("time", reading.time());
    }

    /// What the contract `readings` shows of one: docs/spec/contracts.md, 5.
    public static ObjectNode kept(Cbor shown) {
        ObjectNode node = Json.object();
        for (Map.Entry<Cbor, Cbor> member : shown.asMap().entries()) {
            String name = member.getKey().asText();
            switch (member.getValue()) {
                case Cbor.Null() -> {
                    // What is not known is left out.
                }
                case Cbor.Real(double value) when Double.isFinite(value) -> node.put(name, new BigDecimal(value));
                case Cbor.Binary(Bytes bytes) when name.equals("transaction") -> node.put(name, bytes.toHex());
                case Cbor.Binary(Bytes bytes) -> node.put("data", JsonCbor.base64url(bytes));
                default -> node.set(name, JsonCbor.toJson(member.getValue()));
            }
        }
        return node;
    }

    static Schema signedSchema() {
        return Schema.object("a reading as it was signed")
                .may("thing", Schema.text("the thing, in a gateway's batch"))
                .has("name", Schema.text("what was measured"))
                .may("unit", Schema.text("in which unit"))
                .may("value", new Schema(Json.object().put("description", "a number, a text, true or false")))
                .may("data", Schema.base64url("bytes, where the value is bytes"))
                .has("time", Schema.integer("when, in epoch milliseconds"));
    }

    public static Schema keptSchema() {
        return signedSchema()
                .has(
                        "origin",
                        Schema.oneOf(
                                "whose word it is: the thing signed it alone, or in a frame, or its city's gateway"
                                        + " vouches for it",
                                "signed",
                                "frame",
                                "proxied"))
                .has("transaction", Schema.hash("the transaction that holds it"))
                .has("index", Schema.integer("its place in the transaction"))
                .has("height", Schema.integer("the block that holds it"));
    }
}
