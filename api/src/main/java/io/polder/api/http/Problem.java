package io.polder.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/// A problem as RFC 9457 has it, with what was expected, what was got and the next step; it leaves an operation from
/// wherever it is found.
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;
    public static final String TYPE = "application/problem+json";

    private final Fault fault;
    private final transient Map<String, JsonNode> members = new LinkedHashMap<>();

    public Problem(Fault fault, String detail) {
        super(detail, null, false, false);
        this.fault = fault;
    }

    public static Problem expected(Fault fault, String what, String expected, String got) {
        return new Problem(fault, what + ": expected " + expected + ", got " + got)
                .with("expected", expected)
                .with("got", got);
    }

    public Problem with(String name, String value) {
        return with(name, Json.object().textNode(value));
    }

    public Problem with(String name, long value) {
        return with(name, Json.object().numberNode(value));
    }

    public Problem with(String name, JsonNode value) {
        members.put(name, value);
        return this;
    }

    public Fault fault() {
        return fault;
    }

    /// The instance is the path that was asked for.
    ObjectNode toJson(String instance) {
        ObjectNode node = Json.object()
                .put("type", "/v1/problems/" + fault.code())
                .put("title", fault.title())
                .put("status", fault.status())
                .put("code", fault.code())
                .put("detail", getMessage())
                .put("instance", instance)
                .put("next", fault.next());
        members.forEach(node::set);
        return node;
    }
}
