package io.polder.evm.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;

/// Some methods by their names.
interface Methods {
    /// What a method does with its parameters.
    @FunctionalInterface
    interface Method {
        JsonNode run(Parameters parameters);
    }

    void addTo(Map<String, Method> all);

    static JsonNode text(String value) {
        return TextNode.valueOf(value);
    }

    static JsonNode flag(boolean value) {
        return BooleanNode.valueOf(value);
    }
}
