package io.polder.ledger;

import io.polder.ledger.Page.Child;
import io.polder.ledger.Page.Leaf;
import io.polder.ledger.Page.None;
import io.polder.ledger.Page.Sub;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.tree.StateHasher;
import io.polder.protocol.tree.StateKey;
import io.polder.protocol.tree.StateProof;
import io.polder.protocol.tree.StateProof.Absence;
import io.polder.protocol.tree.StateProof.Existence;
import io.polder.protocol.tree.StateProof.Step;
import io.polder.protocol.tree.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A chain's state after the block of one height, with proofs. Later blocks do not change what it says; it serves many
/// threads, and fails with `Corrupted` once `StateTree.retain` has dropped its height.
public final class StateAt implements State {
    private final Reads reads;
    private final StateLayout layout;
    private final Pages pages;
    private final long height;
    private final Child top;

    StateAt(Reads reads, StateLayout layout, Pages pages, long height, Child top) {
        this.reads = reads;
        this.layout = layout;
        this.pages = pages;
        this.height = height;
        this.top = top;
    }

    public long height() {
        return height;
    }

    /// The root that the header of this height names.
    public Hash root() {
        return Page.hash(new StateHasher(), top).orElse(StateHasher.EMPTY);
    }

    @Override
    public Optional<Versioned> get(StateKey slot) {
        return reads.get(layout.latest(), slot.encode()).map(Write::decode).flatMap(newest -> then(slot, newest));
    }

    /// What the slot held at this height, given what it holds now.
    private Optional<Versioned> then(StateKey slot, Write newest) {
        if (newest.version().height() <= height) return newest.held();
        return reads.first(layout.past(), pastOf(slot, height))
                .map(entry -> Write.decode(entry.value()))
                .flatMap(Write::held);
    }

    /// The slot's past, from the height down.
    private static Range pastOf(StateKey slot, long height) {
        Range all = Range.prefix(StateLayout.past(slot));
        return new Range(StateLayout.past(slot, height), all.to(), false);
    }

    @Override
    public List<Slot> range(Bytes namespace, Range range, int limit) {
        List<Slot> slots = new ArrayList<>();
        if (limit <= 0) return slots;
        reads.scan(layout.latest().within(StateKey.prefix(namespace)), range, entry -> {
            then(new StateKey(namespace, entry.key()), Write.decode(entry.value()))
                    .ifPresent(held -> slots.add(new Slot(entry.key(), held)));
            return slots.size() < limit;
        });
        return slots;
    }

    /// What was written to the slot, deletions too, from the given height down: at most `limit` writes, newest first.
    public List<Write> history(StateKey slot, long fromHeight, int limit) {
        long from = Math.min(fromHeight, height);
        List<Write> writes = new ArrayList<>();
        if (limit <= 0) return writes;
        reads.get(layout.latest(), slot.encode())
                .map(Write::decode)
                .filter(newest -> newest.version().height() <= from)
                .ifPresent(writes::add);
        for (Entry entry : reads.range(layout.past(), pastOf(slot, from), limit - writes.size()))
            writes.add(Write.decode(entry.value()));
        return writes;
    }

    /// Proves what the root of this height says of the slot.
    public StateProof prove(StateKey slot) {
        return prove(slot.hash());
    }

    StateProof prove(Hash key) {
        Optional<Leaf> leaf = nearest(top, 0, key, Side.AT);
        if (leaf.isPresent()) return existence(leaf.get());
        return new Absence(
                key,
                nearest(top, 0, key, Side.BEFORE).map(this::existence),
                nearest(top, 0, key, Side.AFTER).map(this::existence));
    }

    /// The value hash that the tree holds under the key.
    Optional<Hash> leaf(Hash key) {
        return nearest(top, 0, key, Side.AT).map(Leaf::value);
    }

    Child top() {
        return top;
    }

    Pages pages() {
        return pages;
    }

    /// Takes one slot after the other; false ends it.
    interface SlotVisitor {
        boolean visit(StateKey slot, Versioned held);
    }

    /// What the slots hold whose names come after the given one, in the order of their names.
    void slots(Bytes after, SlotVisitor visitor) {
        reads.scan(layout.latest(), Range.from(after), entry -> {
            if (entry.key().equals(after)) return true;
            StateKey slot = StateKey.decode(entry.key());
            return then(slot, Write.decode(entry.value()))
                    .map(held -> visitor.visit(slot, held))
                    .orElse(true);
        });
    }

    private enum Side {
        BEFORE,
        AT,
        AFTER
    }

    /// The leaf at the key, or the nearest before or after it, under a place on the key's path.
    private Optional<Leaf> nearest(Child child, int depth, Hash key, Side side) {
        return switch (child) {
            case None none -> Optional.empty();
            case Leaf leaf ->
                Optional.of(leaf).filter(l -> Integer.signum(l.key().compareTo(key)) == side.ordinal() - 1);
            case Sub sub -> {
                Page page = pages.load(key, depth, sub.version());
                int nibble = Page.nibble(key, depth);
                Optional<Leaf> below = nearest(page.child(nibble), depth + 1, key, side);
                int step = side.ordinal() - 1;
                for (int i = nibble + step; step != 0 && below.isEmpty() && i >= 0 && i < Page.WIDTH; i += step)
                    below = end(page.child(i), Page.turn(key, depth, i), depth + 1, side);
                yield below;
            }
        };
    }

    /// The last leaf under a place before the key, or the first under one after it.
    private Optional<Leaf> end(Child child, Hash path, int depth, Side side) {
        return switch (child) {
            case None none -> Optional.empty();
            case Leaf leaf -> Optional.of(leaf);
            case Sub sub -> {
                Page page = pages.load(path, depth, sub.version());
                Optional<Leaf> found = Optional.empty();
                for (int i = 0; i < Page.WIDTH && found.isEmpty(); i++) {
                    int nibble = side == Side.BEFORE ? Page.WIDTH - 1 - i : i;
                    found = end(page.child(nibble), Page.turn(path, depth, nibble), depth + 1, side);
                }
                yield found;
            }
        };
    }

    private Existence existence(Leaf leaf) {
        StateHasher hasher = new StateHasher();
        List<Step> steps = new ArrayList<>();
        Child child = top;
        for (int depth = 0; child instanceof Sub sub; depth++) {
            Page page = pages.load(leaf.key(), depth, sub.version());
            page.path(hasher, leaf.key(), depth, steps);
            child = page.child(Page.nibble(leaf.key(), depth));
        }
        return new Existence(leaf.key(), leaf.value(), steps.reversed());
    }
}
