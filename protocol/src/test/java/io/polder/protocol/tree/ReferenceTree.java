package io.polder.protocol.tree;

import io.polder.protocol.encoding.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The state tree as the specification words it, without pages: the oracle of the tests.
record ReferenceTree(SortedMap<Hash, Hash> leaves) {
    private static final StateHasher HASHER = new StateHasher();

    Hash root() {
        return leaves.isEmpty() ? StateHasher.EMPTY : root(0, leaves);
    }

    private static Hash root(int depth, SortedMap<Hash, Hash> leaves) {
        if (leaves.size() == 1) return HASHER.leaf(leaves.firstKey(), leaves.get(leaves.firstKey()));
        SortedMap<Hash, Hash> left = side(depth, leaves, false);
        SortedMap<Hash, Hash> right = side(depth, leaves, true);
        if (left.isEmpty()) return root(depth + 1, right);
        if (right.isEmpty()) return root(depth + 1, left);
        return HASHER.inner(depth, root(depth + 1, left), root(depth + 1, right));
    }

    StateProof prove(Hash key) {
        if (leaves.containsKey(key)) return exist(key);
        SortedMap<Hash, Hash> before = leaves.headMap(key);
        SortedMap<Hash, Hash> after = leaves.tailMap(key);
        return new StateProof.Absence(
                key,
                before.isEmpty() ? Optional.empty() : Optional.of(exist(before.lastKey())),
                after.isEmpty() ? Optional.empty() : Optional.of(exist(after.firstKey())));
    }

    private StateProof.Existence exist(Hash key) {
        List<StateProof.Step> path = new ArrayList<>();
        SortedMap<Hash, Hash> rest = leaves;
        for (int depth = 0; rest.size() > 1; depth++) {
            SortedMap<Hash, Hash> other = side(depth, rest, !StateHasher.right(key, depth));
            rest = side(depth, rest, StateHasher.right(key, depth));
            if (!other.isEmpty()) path.addFirst(new StateProof.Step(depth, root(depth + 1, other)));
        }
        return new StateProof.Existence(key, leaves.get(key), path);
    }

    private static SortedMap<Hash, Hash> side(int depth, SortedMap<Hash, Hash> leaves, boolean right) {
        SortedMap<Hash, Hash> side = new TreeMap<>();
        for (Map.Entry<Hash, Hash> leaf : leaves.entrySet())
            if (StateHasher.right(leaf.getKey(), depth) == right) side.put(leaf.getKey(), leaf.getValue());
        return side;
    }
}
