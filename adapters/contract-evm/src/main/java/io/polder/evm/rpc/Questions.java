package io.polder.evm.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.evm.word.Word;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Calls and overrides of JSON-RPC as the contract `evm` takes them.
final class Questions {
    private static final int OVERRIDES_MAX = 4_096;

    private Questions() {}

    static Cbor call(JsonNode node) {
        if (!node.isObject()) throw RpcError.params("call", "an object", node.toString());
        List<Cbor> fields = new ArrayList<>();
        text(node, "from")
                .ifPresent(from ->
                        add(fields, "from", bytes(Hex.address("from", from).toBytes())));
        text(node, "to")
                .ifPresent(to -> add(fields, "to", bytes(Hex.address("to", to).toBytes())));
        text(node, "gas").ifPresent(gas -> add(fields, "gas", Cbor.of(clamped("gas", gas))));
        text(node, "value").ifPresent(value -> add(fields, "value", word(Hex.word("value", value))));
        text(node, "nonce").ifPresent(nonce -> add(fields, "nonce", Cbor.of(Hex.count("nonce", nonce))));
        Optional<String> input = text(node, "input");
        Optional<String> data = text(node, "data");
        if (input.isPresent() && data.isPresent() && !input.get().equalsIgnoreCase(data.get()))
            throw new RpcError(
                    RpcError.INVALID_PARAMS, "both \"data\" and \"input\" are set and not equal: use \"input\"");
        input.or(() -> data).ifPresent(text -> add(fields, "data", bytes(Hex.bytes("input", text))));
        if (node.hasNonNull("accessList")) add(fields, "access", access(node.get("accessList")));
        if (node.hasNonNull("authorizationList"))
            add(fields, "authorizations", authorizations(node.get("authorizationList")));
        return Cbor.map(fields.toArray(Cbor[]::new));
    }

    private static long clamped(String what, String text) {
        return Hex.quantity(what, text)
                .min(java.math.BigInteger.valueOf(Long.MAX_VALUE))
                .longValue();
    }

    private static void add(List<Cbor> fields, String name, Cbor value) {
        fields.add(Cbor.of(name));
        fields.add(value);
    }

    private static Optional<String> text(JsonNode node, String name) {
        return node.hasNonNull(name) ? Optional.of(Parameters.text(name, node.get(name))) : Optional.empty();
    }

    private static Cbor bytes(byte[] bytes) {
        return Cbor.of(Bytes.wrap(bytes));
    }

    static Cbor word(Word word) {
        return Cbor.of(Bytes.wrap(word.toDigits()));
    }

    private static Cbor access(JsonNode list) {
        List<Cbor> entries = new ArrayList<>();
        for (JsonNode entry : list) {
            List<Cbor> keys = new ArrayList<>();
            for (JsonNode key : entry.path("storageKeys")) keys.add(word(Hex.slot("storageKeys", key.asText())));
            entries.add(Cbor.array(
                    bytes(Hex.address("accessList", entry.path("address").asText())
                            .toBytes()),
                    Cbor.array(keys)));
        }
        return Cbor.array(entries);
    }

    private static Cbor authorizations(JsonNode list) {
        List<Cbor> all = new ArrayList<>();
        for (JsonNode each : list)
            all.add(Cbor.array(
                    word(Hex.word("chainId", each.path("chainId").asText())),
                    bytes(Hex.address("address", each.path("address").asText()).toBytes()),
                    Cbor.of(Hex.count("nonce", each.path("nonce").asText())),
                    Cbor.of(Hex.count("yParity", each.path("yParity").asText())),
                    word(Hex.slot("r", each.path("r").asText())),
                    word(Hex.slot("s", each.path("s").asText()))));
        return Cbor.array(all);
    }

    /// State overrides and block overrides, as a block without calls.
    static Cbor block(Optional<JsonNode> accounts, Optional<JsonNode> block) {
        return Cbor.map(blockFields(accounts, block).toArray(Cbor[]::new));
    }

    static List<Cbor> blockFields(Optional<JsonNode> accounts, Optional<JsonNode> block) {
        List<Cbor> fields = new ArrayList<>();
        accounts.ifPresent(node -> add(fields, "accounts", accounts(node)));
        block.ifPresent(node -> {
            text(node, "number").ifPresent(n -> add(fields, "number", Cbor.of(Hex.count("number", n))));
            text(node, "time").ifPresent(t -> add(fields, "time", Cbor.of(Hex.count("time", t))));
            text(node, "gasLimit").ifPresent(g -> add(fields, "gasLimit", Cbor.of(clamped("gasLimit", g))));
            text(node, "feeRecipient")
                    .ifPresent(a -> add(
                            fields,
                            "beneficiary",
                            bytes(Hex.address("feeRecipient", a).toBytes())));
            text(node, "prevRandao").ifPresent(r -> add(fields, "random", word(Hex.slot("prevRandao", r))));
        });
        return fields;
    }

    private static Cbor accounts(JsonNode node) {
        if (node.size() > OVERRIDES_MAX)
            throw new RpcError(RpcError.INVALID_PARAMS, "at most " + OVERRIDES_MAX + " accounts, got " + node.size());
        List<Cbor> all = new ArrayList<>();
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            JsonNode account = each.getValue();
            List<Cbor> fields = new ArrayList<>();
            add(fields, "address", bytes(Hex.address("account", each.getKey()).toBytes()));
            text(account, "nonce").ifPresent(n -> add(fields, "nonce", Cbor.of(Hex.count("nonce", n))));
            text(account, "balance").ifPresent(b -> add(fields, "balance", word(Hex.word("balance", b))));
            text(account, "code").ifPresent(c -> add(fields, "code", bytes(Hex.bytes("code", c))));
            if (account.hasNonNull("state")) add(fields, "state", slots(account.get("state")));
            if (account.hasNonNull("stateDiff")) add(fields, "diff", slots(account.get("stateDiff")));
            all.add(Cbor.map(fields.toArray(Cbor[]::new)));
        }
        return Cbor.array(all);
    }

    private static Cbor slots(JsonNode node) {
        List<Cbor> all = new ArrayList<>();
        for (Map.Entry<String, JsonNode> each : node.properties())
            all.add(Cbor.array(
                    word(Hex.slot("slot", each.getKey())),
                    word(Hex.slot("value", each.getValue().asText()))));
        return Cbor.array(all);
    }
}
