package io.polder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.polder.ledger.Ics23Verifier.Exist;
import io.polder.ledger.Ics23Verifier.InnerOp;
import io.polder.ledger.Ics23Verifier.InnerSpec;
import io.polder.ledger.Ics23Verifier.LeafOp;
import io.polder.ledger.Ics23Verifier.Refused;
import io.polder.ledger.Ics23Verifier.Spec;
import io.polder.protocol.encoding.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tukaani.xz.XZInputStream;

/// Holds the verifier of these tests to the standard's own vectors, so that what it says of our proofs counts.
class Ics23VectorsTest {
    private static final LeafOp LEAF = new LeafOp(1, 0, 1, 1, Bytes.of((byte) 0));
    private static final Bytes NO_CHILD = Bytes.EMPTY;
    private static final Map<String, Spec> SPECS = Map.of(
            "iavl", new Spec(LEAF, new InnerSpec(List.of(0, 1), 33, 4, 12, NO_CHILD, 1), 0, 0, false),
            "tendermint", new Spec(LEAF, new InnerSpec(List.of(0, 1), 32, 1, 1, NO_CHILD, 1), 0, 0, false),
            "smt",
                    new Spec(
                            new LeafOp(1, 1, 1, 0, Bytes.of((byte) 0)),
                            new InnerSpec(List.of(0, 1), 32, 1, 1, Bytes.wrap(new byte[32]), 1),
                            256,
                            0,
                            true));
    private static final Map<String, JsonNode> FILES = new HashMap<>();

    @BeforeAll
    static void unpack() throws IOException {
        String fixtures = System.getProperty("polder.fixtures", "");
        assumeFalse(fixtures.isEmpty(), "skipped: -Dpolder.fixtures names no folder with ics23-vectors.tar.xz");
        try (Archive in = new Archive(Path.of(fixtures, "ics23-vectors.tar.xz"))) {
            in.each((name, content) -> {
                if (name.endsWith(".json"))
                    FILES.put(name.replaceFirst(".*testdata/", ""), new ObjectMapper().readTree(content));
            });
        }
        assertThat(FILES).hasSize(25);
    }

    /// The files of a tar archive packed with xz.
    private record Archive(InputStream in) implements AutoCloseable {
        private static final int BLOCK = 512;

        interface Each {
            void file(String name, byte[] content) throws IOException;
        }

        Archive(Path archive) throws IOException {
            this(new XZInputStream(Files.newInputStream(archive)));
        }

        void each(Each each) throws IOException {
            for (byte[] head = in.readNBytes(BLOCK);
                    head.length == BLOCK && head[0] != 0;
                    head = in.readNBytes(BLOCK)) {
                int size = Integer.parseInt(text(head, 124, 12).strip(), 8);
                byte[] content = in.readNBytes(size);
                in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
                if (size > 0) each.file(text(head, 0, 100), content);
            }
        }

        private static String text(byte[] head, int from, int size) {
            String all = new String(head, from, size, StandardCharsets.US_ASCII);
            int end = all.indexOf(0);
            return end < 0 ? all : all.substring(0, end);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "iavl,left",
        "iavl,middle",
        "iavl,right",
        "smt,left",
        "smt,middle",
        "smt,right",
        "tendermint,left",
        "tendermint,middle",
        "tendermint,right"
    })
    void proofs_of_other_trees_are_judged_as_the_standard_does(String tree, String place) {
        JsonNode exist = FILES.get(tree + "/exist_" + place + ".json");
        Spec spec = SPECS.get(tree);
        Bytes key = hex(exist, "key");
        Bytes value = hex(exist, "value");
        assertThat(Ics23Verifier.member(hex(exist, "proof"), spec, hex(exist, "root"), key, value))
                .isTrue();
        assertThat(Ics23Verifier.member(hex(exist, "proof"), spec, hex(exist, "root"), key, key))
                .isFalse();

        JsonNode nonexist = FILES.get(tree + "/nonexist_" + place + ".json");
        Bytes root = hex(nonexist, "root");
        assertThat(Ics23Verifier.missing(hex(nonexist, "proof"), spec, root, hex(nonexist, "key")))
                .isTrue();
        assertThat(Ics23Verifier.missing(hex(nonexist, "proof"), spec, key, hex(nonexist, "key")))
                .isFalse();
    }

    @Test
    void leaf_operations_give_the_expected_hash() {
        each(
                "TestLeafOpData",
                (name, vector) -> expect(
                        vector, () -> leaf(vector.get("Op")).apply(base64(vector, "Key"), base64(vector, "Value"))));
    }

    @Test
    void inner_operations_give_the_expected_hash() {
        each(
                "TestInnerOpData",
                (name, vector) -> expect(vector, () -> inner(vector.get("Op")).apply(base64(vector, "Child"))));
    }

    @Test
    void existence_proofs_give_the_expected_root() {
        each(
                "TestExistenceProofData",
                (name, vector) ->
                        expect(vector, () -> exist(vector.get("Proof")).root()));
    }

    @Test
    void leaves_are_held_to_the_spec() {
        each("TestCheckLeafData", (name, vector) -> {
            LeafOp leaf = leaf(vector.get("Leaf"));
            LeafOp spec = leaf(vector.get("Spec"));
            if (vector.get("IsErr").asBoolean())
                assertThatThrownBy(() -> leaf.check(spec)).as(name).isInstanceOf(Refused.class);
            else leaf.check(spec);
        });
    }

    @Test
    void proofs_are_held_to_the_spec() {
        each("TestCheckAgainstSpecData", (name, vector) -> {
            String error = vector.get("Err").asText();
            if (error.contains("IAVL")) return; // a rule of that tree alone
            Exist proof = exist(vector.get("Proof"));
            Spec spec = spec(vector.get("Spec"));
            if (error.isEmpty()) proof.check(spec);
            else assertThatThrownBy(() -> proof.check(spec)).as(name).isInstanceOf(Refused.class);
        });
    }

    @Test
    void empty_branches_are_known() {
        for (JsonNode vector : FILES.get("TestEmptyBranchData.json")) {
            InnerOp op = inner(vector.get("Op"));
            InnerSpec spec = spec(vector.get("Spec")).inner();
            assertThat(op.alone(spec, true)).isEqualTo(vector.get("IsLeft").asBoolean());
            assertThat(op.alone(spec, false)).isEqualTo(vector.get("IsRight").asBoolean());
        }
    }

    private interface Vector {
        void check(String name, JsonNode vector);
    }

    private static void each(String file, Vector check) {
        List<String> names = new ArrayList<>();
        FILES.get(file + ".json").fieldNames().forEachRemaining(names::add);
        assertThat(names).isNotEmpty();
        for (String name : names) check.check(name, FILES.get(file + ".json").get(name));
    }

    private static void expect(JsonNode vector, Supplier<Bytes> result) {
        if (vector.get("IsErr").asBoolean()) assertThatThrownBy(result::get).isInstanceOf(Refused.class);
        else assertThat(result.get()).isEqualTo(base64(vector, "Expected"));
    }

    private static LeafOp leaf(JsonNode op) {
        return new LeafOp(
                number(op, "hash"),
                number(op, "prehash_key"),
                number(op, "prehash_value"),
                number(op, "length"),
                base64(op, "prefix"));
    }

    private static InnerOp inner(JsonNode op) {
        return new InnerOp(number(op, "hash"), base64(op, "prefix"), base64(op, "suffix"));
    }

    private static Exist exist(JsonNode proof) {
        List<InnerOp> path = new ArrayList<>();
        proof.path("path").forEach(step -> path.add(inner(step)));
        Optional<LeafOp> leaf = proof.hasNonNull("leaf") ? Optional.of(leaf(proof.get("leaf"))) : Optional.empty();
        return new Exist(base64(proof, "key"), base64(proof, "value"), leaf, path);
    }

    private static Spec spec(JsonNode spec) {
        JsonNode inner = spec.get("inner_spec");
        List<Integer> order = new ArrayList<>();
        inner.get("child_order").forEach(branch -> order.add(branch.asInt()));
        return new Spec(
                leaf(spec.get("leaf_spec")),
                new InnerSpec(
                        order,
                        number(inner, "child_size"),
                        number(inner, "min_prefix_length"),
                        number(inner, "max_prefix_length"),
                        base64(inner, "empty_child"),
                        number(inner, "hash")),
                number(spec, "max_depth"),
                number(spec, "min_depth"),
                false);
    }

    private static int number(JsonNode node, String field) {
        return node.path(field).asInt(0);
    }

    private static Bytes base64(JsonNode node, String field) {
        return Bytes.wrap(Base64.getDecoder().decode(node.path(field).asText("").replace("null", "")));
    }

    private static Bytes hex(JsonNode node, String field) {
        return Bytes.hex(node.get(field).asText());
    }
}
