package io.polder.ledger;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.tree.StateKey;
import io.polder.protocol.tree.Version;
import io.polder.protocol.tree.Versioned;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The writes of a block in the making over the state before it. Reads see them; nothing reaches the store. Serves one
/// thread.
public final class Overlay implements State {
    private final State base;
    private final long height;
    private final TreeMap<StateKey, Write> writes = new TreeMap<>();
    private final List<Undo> journal = new ArrayList<>();
    private final Deque<Integer> checkpoints = new ArrayDeque<>();
    private int index;

    /// The height is that of the block in the making.
    public Overlay(State base, long height) {
        this.base = base;
        this.height = height;
    }

    /// What the overlay said of a slot before a write.
    private record Undo(StateKey slot, Optional<Write> before) {}

    /// Writes from now on belong to the transaction of this index in the block.
    public void transaction(int index) {
        this.index = index;
    }

    public void put(StateKey slot, Bytes value) {
        write(slot, Optional.of(value));
    }

    public void delete(StateKey slot) {
        write(slot, Optional.empty());
    }

    private void write(StateKey slot, Optional<Bytes> value) {
        Write write = new Write(new Version(height, index), value);
        Optional<Write> before = Optional.ofNullable(writes.put(slot, write));
        if (!checkpoints.isEmpty()) journal.add(new Undo(slot, before));
    }

    /// Opens a checkpoint, within those that are open.
    public void begin() {
        checkpoints.push(journal.size());
    }

    /// Ends the innermost checkpoint and keeps what was written since.
    public void keep() {
        checkpoints.pop();
        if (checkpoints.isEmpty()) journal.clear();
    }

    /// Ends the innermost checkpoint and forgets what was written since.
    public void drop() {
        revertTo(checkpoints.pop());
    }

    /// How many bytes of keys and values what was written since the innermost checkpoint has added, by namespace; less
    /// than nothing where more was removed.
    public SortedMap<Bytes, Long> growth() {
        Integer from = checkpoints.peek();
        if (from == null) throw new IllegalStateException("growth needs an open checkpoint");
        SortedMap<Bytes, Long> growth = new TreeMap<>();
        Set<StateKey> met = new HashSet<>();
        for (Undo undo : journal.subList(from, journal.size())) {
            if (!met.add(undo.slot)) continue;
            Optional<Versioned> before =
                    undo.before.isPresent() ? undo.before.get().held() : base.get(undo.slot);
            growth.merge(undo.slot.namespace(), size(undo.slot, get(undo.slot)) - size(undo.slot, before), Long::sum);
        }
        return growth;
    }

    private static long size(StateKey slot, Optional<Versioned> held) {
        return held.map(h -> (long) slot.key().size() + h.value().size()).orElse(0L);
    }

    /// A mark within the innermost checkpoint, to which `revertTo` goes back.
    public int mark() {
        if (checkpoints.isEmpty()) throw new IllegalStateException("a mark needs an open checkpoint");
        return journal.size();
    }

    /// Forgets what was written since the mark.
    public void revertTo(int mark) {
        while (journal.size() > mark) {
            Undo undo = journal.removeLast();
            if (undo.before.isPresent()) writes.put(undo.slot, undo.before.get());
            else writes.remove(undo.slot);
        }
    }

    @Override
    public Optional<Versioned> get(StateKey slot) {
        Optional<Write> write = Optional.ofNullable(writes.get(slot));
        return write.isPresent() ? write.get().held() : base.get(slot);
    }

    @Override
    public List<Slot> range(Bytes namespace, Range range, int limit) {
        if (limit <= 0) return List.of();
        SortedMap<Bytes, Write> own = own(namespace, range);
        if (own.isEmpty()) return base.range(namespace, range, limit);
        // each write of ours hides at most one slot below
        int enough = (int) Math.min(Integer.MAX_VALUE, (long) limit + own.size());
        TreeMap<Bytes, Slot> merged = new TreeMap<>();
        List<Slot> below = base.range(namespace, range, enough);
        for (Slot slot : below) merged.put(slot.key(), slot);
        boolean more = below.size() == enough;
        for (Map.Entry<Bytes, Write> each : own.entrySet()) {
            Bytes key = each.getKey();
            if (more && beyond(key, below.getLast().key(), range)) continue;
            merged.remove(key);
            each.getValue().held().ifPresent(held -> merged.put(key, new Slot(key, held)));
        }
        return (range.reverse() ? merged.descendingMap() : merged)
                .values().stream().limit(limit).toList();
    }

    /// True if the key comes after the last one read from below, where slots may have been left out.
    private static boolean beyond(Bytes key, Bytes last, Range range) {
        return range.reverse() ? key.compareTo(last) < 0 : key.compareTo(last) > 0;
    }

    /// The writes to slots of the range.
    private SortedMap<Bytes, Write> own(Bytes namespace, Range range) {
        TreeMap<Bytes, Write> own = new TreeMap<>();
        for (Map.Entry<StateKey, Write> each :
                writes.tailMap(new StateKey(namespace, range.from()), true).entrySet()) {
            StateKey slot = each.getKey();
            if (!slot.namespace().equals(namespace) || !range.holds(slot.key())) break;
            own.put(slot.key(), each.getValue());
        }
        return own;
    }

    /// The changes to apply, in the order of their slots.
    public SortedMap<StateKey, Write> changes() {
        if (!checkpoints.isEmpty()) throw new IllegalStateException(checkpoints.size() + " checkpoints are open");
        return Collections.unmodifiableSortedMap(new TreeMap<>(writes));
    }
}
