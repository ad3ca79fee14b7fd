package io.polder.ledger;

import io.polder.ledger.Page.Child;
import io.polder.ledger.Page.Leaf;
import io.polder.ledger.Page.None;
import io.polder.ledger.Page.Sub;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.tree.StateHasher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/// Takes the changes of one block down the state tree: every page on the way is read, hashed and written once.
final class Descent {
    private final Pages pages;
    private final StateLayout layout;
    private final long height;
    private final Batch batch;
    private final Stale stale;
    private final StateHasher hasher = new StateHasher();
    private final Hash[] keys;
    private final List<Optional<Hash>> values = new ArrayList<>();

    /// The changes give keys their new value hashes, or none where the key goes.
    Descent(
            Pages pages,
            StateLayout layout,
            long height,
            SortedMap<Hash, Optional<Hash>> changes,
            Batch batch,
            Stale stale) {
        this.pages = pages;
        this.layout = layout;
        this.height = height;
        this.batch = batch;
        this.stale = stale;
        this.keys = changes.keySet().toArray(Hash[]::new);
        for (Map.Entry<Hash, Optional<Hash>> change : changes.entrySet()) values.add(change.getValue());
    }

    /// The new top of the tree.
    Child from(Child top) {
        return keys.length == 0 ? top : update(0, top, 0, keys.length);
    }

    Hash root(Child top) {
        return Page.hash(hasher, top).orElse(StateHasher.EMPTY);
    }

    private Child update(int depth, Child child, int from, int to) {
        return switch (child) {
            case None none -> build(depth, leaves(Optional.empty(), from, to));
            case Leaf leaf -> build(depth, leaves(Optional.of(leaf), from, to));
            case Sub sub -> update(depth, sub, from, to);
        };
    }

    private Child update(int depth, Sub sub, int from, int to) {
        Hash key = keys[from];
        Page page = pages.load(key, depth, sub.version());
        Child[] children = page.children();
        for (int start = from, end; start < to; start = end) {
            int nibble = Page.nibble(keys[start], depth);
            for (end = start + 1; end < to && Page.nibble(keys[end], depth) == nibble; ) end++;
            children[nibble] = update(depth + 1, children[nibble], start, end);
        }
        if (page.holds(children)) return sub;
        Bytes old = StateLayout.page(key, depth, sub.version());
        stale.note(Stale.Kind.PAGE, old);
        return close(depth, key, children);
    }

    /// The leaves that the changes leave under a place which held at most one.
    private List<Leaf> leaves(Optional<Leaf> held, int from, int to) {
        List<Leaf> leaves = new ArrayList<>(to - from + 1);
        Optional<Leaf> rest = held;
        for (int i = from; i < to; i++) {
            int order = rest.isEmpty() ? 1 : rest.get().key().compareTo(keys[i]);
            if (order < 0) leaves.add(rest.get());
            if (order <= 0) rest = Optional.empty();
            if (values.get(i).isPresent())
                leaves.add(new Leaf(keys[i], values.get(i).get()));
        }
        rest.ifPresent(leaves::add);
        return leaves;
    }

    private Child build(int depth, List<Leaf> leaves) {
        if (leaves.isEmpty()) return Child.NONE;
        if (leaves.size() == 1) return leaves.getFirst();
        Child[] children = new Child[Page.WIDTH];
        Arrays.fill(children, Child.NONE);
        for (int start = 0, end; start < leaves.size(); start = end) {
            int nibble = Page.nibble(leaves.get(start).key(), depth);
            for (end = start + 1;
                    end < leaves.size() && Page.nibble(leaves.get(end).key(), depth) == nibble; ) end++;
            children[nibble] = build(depth + 1, leaves.subList(start, end));
        }
        return close(depth, leaves.getFirst().key(), children);
    }

    /// Writes the page, unless one leaf or nothing is left to stand for it.
    private Child close(int depth, Hash key, Child[] children) {
        Child only = Child.NONE;
        int held = 0;
        for (Child child : children) {
            if (child instanceof None) continue;
            only = child;
            held++;
        }
        if (held == 0 || held == 1 && only instanceof Leaf) return only;
        Page page = new Page(children);
        batch.put(layout.pages(), StateLayout.page(key, depth, height), page.encode());
        pages.keep(key, depth, height, page);
        return new Sub(height, page.hash(hasher, depth).orElseThrow());
    }
}
