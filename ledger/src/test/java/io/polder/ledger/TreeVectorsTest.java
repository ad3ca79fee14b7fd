package io.polder.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.tree.ConsistencyPath;
import io.polder.protocol.tree.Ics23;
import io.polder.protocol.tree.InclusionPath;
import io.polder.protocol.tree.MerkleTree;
import io.polder.protocol.tree.StateHasher;
import io.polder.protocol.tree.StateKey;
import io.polder.protocol.tree.StateProof;
import io.polder.protocol.tree.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Holds the trees to the vectors in docs/spec/vectors, which other languages use. What this code makes of them is
/// written to target/vectors: where the specification itself changes, copy it over.
class TreeVectorsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static void compare(String name, ObjectNode made) throws IOException {
        String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(made) + "\n";
        Path target = Files.createDirectories(Path.of("target", "vectors")).resolve(name);
        Files.writeString(target, text);
        Path expected = Path.of(System.getProperty("polder.root"), "docs", "spec", "vectors", name);
        assertThat(target).hasSameTextualContentAs(expected);
    }

    @Test
    void merkle_trees_are_those_of_the_vectors() throws IOException {
        List<Bytes> leaves =
                IntStream.range(0, 7).mapToObj(i -> Bytes.utf8("leaf " + i)).toList();
        ObjectNode made = JSON.createObjectNode();
        ArrayNode texts = made.putArray("leaves");
        leaves.forEach(leaf -> texts.add(leaf.toHex()));
        ArrayNode roots = made.putArray("roots by size");
        for (int size = 0; size <= 7; size++)
            roots.add(MerkleTree.root(leaves.subList(0, size)).toHex());
        ArrayNode inclusions = made.putArray("inclusion at size 7");
        for (int index = 0; index < 7; index++) {
            InclusionPath path = MerkleTree.inclusion(leaves, index);
            inclusions
                    .addObject()
                    .put("index", index)
                    .put("cbor", path.toCbor().encode().toHex());
        }
        ArrayNode consistencies = made.putArray("consistency with size 7");
        for (int older = 1; older <= 7; older++) {
            ConsistencyPath path = MerkleTree.consistency(leaves, older);
            consistencies
                    .addObject()
                    .put("older", older)
                    .put("cbor", path.toCbor().encode().toHex());
        }
        compare("merkle-tree.json", made);
    }

    @Test
    void state_trees_and_their_proofs_are_those_of_the_vectors() throws IOException {
        ObjectNode made = JSON.createObjectNode();
        made.put("empty root", StateHasher.EMPTY.toHex());
        made.put("ics23 spec", Ics23.spec().toHex());
        TreeMap<StateKey, Write> changes = new TreeMap<>();
        ArrayNode slots = made.putArray("slots");
        for (int i = 0; i < 12; i++) {
            StateKey slot = new StateKey(Bytes.utf8(i % 2 == 0 ? "kv" : "things"), Bytes.utf8("key " + i));
            Write write = new Write(new Version(258, i), Optional.of(Bytes.utf8("value " + i)));
            changes.put(slot, write);
            Hash value = write.held().orElseThrow().hash();
            slots.addObject()
                    .put("namespace", slot.namespace().toHex())
                    .put("key", slot.key().toHex())
                    .put("height", 258)
                    .put("index", i)
                    .put("value", write.value().orElseThrow().toHex())
                    .put("key hash", slot.hash().toHex())
                    .put("value hash", value.toHex())
                    .put("leaf hash", new StateHasher().leaf(slot.hash(), value).toHex());
        }
        MemoryStore store = new MemoryStore();
        StateTree tree = new StateTree(store, Bytes.EMPTY);
        Batch batch = new Batch();
        made.put("root", tree.apply(258, changes, batch).toHex());
        store.write(batch, Store.Durability.BUFFERED);
        StateAt state = tree.at(258).orElseThrow();
        ArrayNode proofs = made.putArray("proofs");
        for (StateKey slot : changes.keySet()) proof(proofs, state.prove(slot));
        for (int i = 0; i < 12; i++) proof(proofs, state.prove(new StateKey(Bytes.utf8("kv"), Bytes.utf8("no " + i))));
        compare("state-tree.json", made);
    }

    private static void proof(ArrayNode proofs, StateProof proof) {
        proofs.addObject()
                .put("kind", proof instanceof StateProof.Existence ? "existence" : "absence")
                .put("key hash", proof.key().toHex())
                .put("cbor", proof.toCbor().encode().toHex())
                .put("ics23", Ics23.proof(proof).orElseThrow().toHex());
    }
}
