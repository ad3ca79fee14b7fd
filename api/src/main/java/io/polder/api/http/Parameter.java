package io.polder.api.http;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// One parameter of an operation, where it stands in the request, and what it may be.
public record Parameter(Place place, String name, boolean required, Schema schema) {
    /// Where a parameter stands.
    public enum Place {
        PATH("path"),
        QUERY("query"),
        HEADER("header");

        final String text;

        Place(String text) {
            this.text = text;
        }
    }

    /// The height that the answer must not be older than.
    public static final String AT_LEAST = "at-least";

    public static final Parameter CHAIN = path("chain", Schema.text("the chain's name, as GET /v1/chains lists it"));

    public static Parameter path(String name, Schema schema) {
        return new Parameter(Place.PATH, name, true, schema);
    }

    public static Parameter query(String name, Schema schema) {
        return new Parameter(Place.QUERY, name, false, schema);
    }

    public static Parameter header(String name, Schema schema) {
        return new Parameter(Place.HEADER, name, false, schema);
    }

    public static Parameter atLeast() {
        return query(
                AT_LEAST,
                Schema.integer("answer only from this height on, or with 503 and the own height; also as the header "
                        + Request.AT_LEAST_HEADER));
    }

    public static Parameter limit(int byDefault, int max) {
        return query("limit", Schema.integer("at most so many").range(1, max, byDefault));
    }

    ObjectNode toJson() {
        ObjectNode node = Json.object().put("name", name).put("in", place.text).put("required", required);
        ObjectNode schema = this.schema.node().deepCopy();
        if (schema.remove("description") instanceof com.fasterxml.jackson.databind.JsonNode said)
            node.set("description", said);
        node.set("schema", schema);
        return node;
    }
}
