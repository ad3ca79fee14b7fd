package io.polder.verifier;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.tree.StateHasher;
import io.polder.protocol.tree.StateKey;
import io.polder.protocol.tree.StateProof;
import io.polder.protocol.tree.Version;
import io.polder.protocol.tree.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A chain's state as docs/spec/trees.md words it, small and slow.
final class States {
    private final SortedMap<Hash, Versioned> slots = new TreeMap<>();
    private final StateHasher hasher = new StateHasher();

    void put(String contract, String key, String value) {
        slots.put(slot(contract, key), new Versioned(new Version(1, slots.size()), Bytes.utf8(value)));
    }

    Optional<Versioned> get(String contract, String key) {
        return Optional.ofNullable(slots.get(slot(contract, key)));
    }

    Hash root() {
        return slots.isEmpty() ? StateHasher.EMPTY : root(0, List.copyOf(slots.keySet()));
    }

    private Hash root(int depth, List<Hash> keys) {
        if (keys.size() == 1)
            return hasher.leaf(keys.getFirst(), slots.get(keys.getFirst()).hash());
        List<Hash> left = side(depth, keys, false);
        List<Hash> right = side(depth, keys, true);
        if (left.isEmpty() || right.isEmpty()) return root(depth + 1, keys);
        return hasher.inner(depth, root(depth + 1, left), root(depth + 1, right));
    }

    StateProof prove(String contract, String key) {
        Hash slot = slot(contract, key);
        if (slots.containsKey(slot)) return exist(slot);
        SortedMap<Hash, Versioned> before = slots.headMap(slot);
        SortedMap<Hash, Versioned> after = slots.tailMap(slot);
        return new StateProof.Absence(
                slot,
                before.isEmpty() ? Optional.empty() : Optional.of(exist(before.lastKey())),
                after.isEmpty() ? Optional.empty() : Optional.of(exist(after.firstKey())));
    }

    private StateProof.Existence exist(Hash slot) {
        List<StateProof.Step> path = new ArrayList<>();
        List<Hash> rest = List.copyOf(slots.keySet());
        for (int depth = 0; rest.size() > 1; depth++) {
            boolean right = StateHasher.right(slot, depth);
            List<Hash> other = side(depth, rest, !right);
            rest = side(depth, rest, right);
            if (!other.isEmpty()) path.addFirst(new StateProof.Step(depth, root(depth + 1, other)));
        }
        return new StateProof.Existence(slot, slots.get(slot).hash(), path);
    }

    private static List<Hash> side(int depth, List<Hash> keys, boolean right) {
        return keys.stream()
                .filter(key -> StateHasher.right(key, depth) == right)
                .collect(Collectors.toList());
    }

    private static Hash slot(String contract, String key) {
        return new StateKey(Bytes.utf8(contract), Bytes.utf8(key)).hash();
    }
}
