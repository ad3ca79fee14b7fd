package io.polder.ledger;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.tree.StateHasher;
import io.polder.protocol.tree.StateKey;
import io.polder.protocol.tree.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A state in one map, its root as the specification words it: the oracle of the tests.
record NaiveState(TreeMap<StateKey, Versioned> slots) implements State {
    private static final StateHasher HASHER = new StateHasher();

    NaiveState() {
        this(new TreeMap<>());
    }

    NaiveState after(SortedMap<StateKey, Write> changes) {
        TreeMap<StateKey, Versioned> next = new TreeMap<>(slots);
        changes.forEach((slot, write) -> {
            if (write.value().isPresent()) next.put(slot, write.held().orElseThrow());
            else next.remove(slot);
        });
        return new NaiveState(next);
    }

    @Override
    public Optional<Versioned> get(StateKey slot) {
        return Optional.ofNullable(slots.get(slot));
    }

    @Override
    public List<Slot> range(Bytes namespace, Range range, int limit) {
        List<Slot> found = new ArrayList<>();
        for (Map.Entry<StateKey, Versioned> slot : (range.reverse() ? slots.descendingMap() : slots).entrySet())
            if (slot.getKey().namespace().equals(namespace)
                    && range.holds(slot.getKey().key())
                    && found.size() < limit) found.add(new Slot(slot.getKey().key(), slot.getValue()));
        return found;
    }

    Hash root() {
        SortedMap<Hash, Hash> leaves = new TreeMap<>();
        slots.forEach((slot, held) -> leaves.put(slot.hash(), held.hash()));
        return leaves.isEmpty() ? StateHasher.EMPTY : root(0, leaves);
    }

    private static Hash root(int depth, SortedMap<Hash, Hash> leaves) {
        if (leaves.size() == 1) return HASHER.leaf(leaves.firstKey(), leaves.get(leaves.firstKey()));
        SortedMap<Hash, Hash> left = new TreeMap<>();
        SortedMap<Hash, Hash> right = new TreeMap<>();
        leaves.forEach((key, value) -> (StateHasher.right(key, depth) ? right : left).put(key, value));
        if (left.isEmpty()) return root(depth + 1, right);
        if (right.isEmpty()) return root(depth + 1, left);
        return HASHER.inner(depth, root(depth + 1, left), root(depth + 1, right));
    }
}
