package io.polder.evm.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import java.util.Optional;

/// The parameters of one request, by their place.
record Parameters(JsonNode list) {
    /// A parameter that is there and not null.
    Optional<JsonNode> find(int index) {
        JsonNode node = list.path(index);
        return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(node);
    }

    JsonNode node(int index) {
        return find(index)
                .orElseThrow(
                        () -> new RpcError(RpcError.INVALID_PARAMS, "missing value for required argument " + index));
    }

    String text(int index) {
        return text("argument " + index, node(index));
    }

    static String text(String what, JsonNode node) {
        if (!node.isTextual()) throw RpcError.params(what, "a string", node.toString());
        return node.textValue();
    }

    Address address(int index) {
        return Hex.address("argument " + index, text(index));
    }

    Word hash(int index) {
        return Hex.hash("argument " + index, text(index));
    }

    byte[] bytes(int index) {
        return Hex.bytes("argument " + index, text(index));
    }

    long count(int index) {
        JsonNode node = node(index);
        // web3.py and some scripts send plain numbers.
        if (node.canConvertToLong() && node.isIntegralNumber() && node.longValue() >= 0) return node.longValue();
        return Hex.count("argument " + index, text(index));
    }

    boolean flag(int index) {
        return find(index).map(JsonNode::asBoolean).orElse(false);
    }
}
