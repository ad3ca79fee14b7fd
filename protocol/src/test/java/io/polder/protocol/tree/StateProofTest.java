package io.polder.protocol.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StateProofTest {
    private static final Hash VALUE = Hash.of(Bytes.utf8("value"));

    @Property(tries = 200)
    void every_key_is_proven_there_or_missing(@ForAll long seed, @ForAll @IntRange(max = 60) int size) {
        Random random = new Random(seed);
        ReferenceTree tree = tree(random, size);
        Hash root = tree.root();
        tree.leaves().forEach((key, value) -> {
            StateProof.Existence proof = (StateProof.Existence) tree.prove(key);
            assertThat(proof.proves(root, key, value)).isTrue();
            assertThat(proof.proves(root, key, key)).isFalse();
            assertThat(StateProof.ofCbor(Cbor.decode(proof.toCbor().encode()))).isEqualTo(proof);
        });
        for (int i = 0; i < 20; i++) {
            Hash key = key(random);
            if (tree.leaves().containsKey(key)) continue;
            StateProof.Absence proof = (StateProof.Absence) tree.prove(key);
            assertThat(proof.proves(root, key)).isTrue();
            assertThat(StateProof.ofCbor(Cbor.decode(proof.toCbor().encode()))).isEqualTo(proof);
        }
    }

    @Property(tries = 300)
    void a_key_that_is_there_is_never_proven_missing(@ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int size) {
        Random random = new Random(seed);
        ReferenceTree tree = tree(random, size);
        List<Hash> keys = List.copyOf(tree.leaves().keySet());
        Hash key = keys.get(random.nextInt(keys.size()));
        for (int l = -1; l < keys.size(); l++)
            for (int r = -1; r < keys.size(); r++)
                assertThat(new StateProof.Absence(key, leaf(tree, keys, l), leaf(tree, keys, r))
                                .proves(tree.root(), key))
                        .isFalse();
    }

    private static Optional<StateProof.Existence> leaf(ReferenceTree tree, List<Hash> keys, int index) {
        return index < 0 ? Optional.empty() : Optional.of((StateProof.Existence) tree.prove(keys.get(index)));
    }

    @Property(tries = 40)
    void a_proof_with_any_byte_changed_proves_nothing_or_is_refused(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int size) {
        Random random = new Random(seed);
        ReferenceTree tree = tree(random, size);
        Hash root = tree.root();
        Hash present = tree.leaves().firstKey();
        Hash missing = key(random);
        for (Hash key : List.of(present, missing)) {
            byte[] bytes = tree.prove(key).toCbor().encode().toArray();
            for (int i = 0; i < bytes.length; i++) {
                byte before = bytes[i];
                bytes[i] ^= (byte) (1 + random.nextInt(255));
                assertThat(holds(
                                Bytes.of(bytes), tree.root(), key, tree.leaves().get(key)))
                        .isFalse();
                bytes[i] = before;
            }
        }
    }

    private static boolean holds(Bytes encoded, Hash root, Hash key, Hash value) {
        try {
            return switch (StateProof.ofCbor(Cbor.decode(encoded))) {
                case StateProof.Existence existence -> value != null && existence.proves(root, key, value);
                case StateProof.Absence absence -> absence.proves(root, key);
            };
        } catch (Malformed refused) {
            return false;
        }
    }

    @Test
    void an_empty_state_has_a_root_that_proves_everything_missing() {
        ReferenceTree tree = new ReferenceTree(new TreeMap<>());
        StateProof proof = tree.prove(VALUE);
        assertThat(((StateProof.Absence) proof).proves(StateHasher.EMPTY, VALUE))
                .isTrue();
        assertThat(((StateProof.Absence) proof).proves(VALUE, VALUE)).isFalse();
        assertThat(Ics23.proof(proof)).isEmpty();
    }

    @Test
    void depths_fall_towards_the_root() {
        List<StateProof.Step> path = List.of(new StateProof.Step(3, VALUE), new StateProof.Step(3, VALUE));
        assertThatThrownBy(() -> new StateProof.Existence(VALUE, VALUE, path)).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> new StateProof.Step(256, VALUE)).isInstanceOf(Malformed.class);
    }

    @Test
    void a_slot_name_has_one_reading() {
        StateKey key = new StateKey(Bytes.utf8("kv"), Bytes.utf8("a"));
        assertThat(StateKey.decode(key.encode())).isEqualTo(key);
        assertThat(key.hash()).isNotEqualTo(new StateKey(Bytes.utf8("k"), Bytes.utf8("va")).hash());
        Versioned versioned = new Versioned(new Version(7, 3), Bytes.utf8("x"));
        assertThat(Versioned.decode(versioned.encode())).isEqualTo(versioned);
        assertThat(Versioned.ofCbor(versioned.toCbor())).isEqualTo(versioned);
    }

    static ReferenceTree tree(Random random, int size) {
        TreeMap<Hash, Hash> leaves = new TreeMap<>();
        while (leaves.size() < size) leaves.put(key(random), Hash.of(Bytes.utf8("value " + leaves.size())));
        return new ReferenceTree(leaves);
    }

    /// A random key, now and then with a long beginning of zeros, so that paths grow deep and levels are skipped.
    static Hash key(Random random) {
        byte[] key = new byte[Hash.SIZE];
        random.nextBytes(key);
        if (random.nextInt(3) == 0) Arrays.fill(key, 0, random.nextInt(Hash.SIZE), (byte) 0);
        return new Hash(Bytes.wrap(key));
    }
}
