package io.polder.evm.statetest;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.evm.trie.MerklePatricia;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedMap;

/// Keys and values, and the root over them; or keys, and the neighbours of others among them.
record TrieCase(JsonNode test, boolean isSecure) {
    Verdict run() {
        SortedMap<byte[], byte[]> entries = MerklePatricia.map();
        JsonNode in = test.get("in");
        if (in.isObject()) in.properties().forEach(e -> put(entries, e.getKey(), e.getValue()));
        else if (test.has("tests")) in.forEach(key -> put(entries, key.asText(), key));
        else in.forEach(pair -> put(entries, pair.get(0).asText(), pair.get(1)));
        return test.has("tests") ? neighbours(entries) : root(entries);
    }

    private Verdict root(SortedMap<byte[], byte[]> entries) {
        var root = isSecure ? MerklePatricia.securedRoot(entries) : MerklePatricia.root(entries);
        return Verdict.of("root", test.get("root").asText(), Json.hex(root));
    }

    private Verdict neighbours(SortedMap<byte[], byte[]> entries) {
        Verdict verdict = Verdict.PASSED;
        for (JsonNode row : test.get("tests")) {
            byte[] key = bytes(row.get(0).asText());
            var before = entries.headMap(key);
            var after = entries.tailMap(successor(key));
            String previous = before.isEmpty() ? "" : text(before.lastKey());
            String next = after.isEmpty() ? "" : text(after.firstKey());
            verdict = verdict.and(Verdict.of("before " + row.get(0), row.get(1).asText(), previous))
                    .and(Verdict.of("after " + row.get(0), row.get(2).asText(), next));
        }
        return verdict;
    }

    /// The smallest key that is greater than this one.
    private static byte[] successor(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    private static void put(SortedMap<byte[], byte[]> entries, String key, JsonNode value) {
        if (value.isNull()) entries.remove(bytes(key));
        else entries.put(bytes(key), bytes(value.asText()));
    }

    private static byte[] bytes(String text) {
        return text.startsWith("0x") ? Json.bytes(text) : text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
