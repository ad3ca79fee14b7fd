package io.polder.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// A JSON Schema (2020-12), as OpenAPI 3.1 takes it.
public record Schema(ObjectNode node) {
    public static Schema text(String description) {
        return typed("string", description);
    }

    public static Schema integer(String description) {
        return new Schema(typed("integer", description).node.put("format", "int64"));
    }

    public static Schema bool(String description) {
        return typed("boolean", description);
    }

    public static Schema hash(String description) {
        Schema schema = text(description);
        schema.node.put("pattern", "^[0-9a-f]{64}$");
        return schema;
    }

    public static Schema base64url(String description) {
        Schema schema = text(description);
        schema.node.put("contentEncoding", "base64url");
        return schema;
    }

    public static Schema binary(String mediaType, String description) {
        Schema schema = text(description);
        schema.node.put("contentMediaType", mediaType);
        return schema;
    }

    public static Schema oneOf(String description, String... values) {
        Schema schema = text(description);
        ArrayNode choices = schema.node.putArray("enum");
        for (String value : values) choices.add(value);
        return schema;
    }

    /// Any JSON, by the mapping of CBOR items.
    public static Schema item(String description) {
        return new Schema(Json.object().put("description", description + " (CBOR item as docs/spec/json.md maps it)"));
    }

    public static Schema list(String description, Schema each) {
        Schema schema = typed("array", description);
        schema.node.set("items", each.node);
        return schema;
    }

    public static Schema object(String description) {
        return typed("object", description);
    }

    /// This object with one more member, which is always there.
    public Schema has(String name, Schema member) {
        may(name, member);
        JsonNode required = node.get("required");
        (required == null ? node.putArray("required") : (ArrayNode) required).add(name);
        return this;
    }

    /// This object with one more member, which may be left out.
    public Schema may(String name, Schema member) {
        JsonNode properties = node.get("properties");
        (properties == null ? node.putObject("properties") : (ObjectNode) properties).set(name, member.node);
        return this;
    }

    public Schema range(long min, long max, long byDefault) {
        node.put("minimum", min).put("maximum", max).put("default", byDefault);
        return this;
    }

    private static Schema typed(String type, String description) {
        return new Schema(Json.object().put("type", type).put("description", description));
    }
}
