package io.polder.ledger;

import io.polder.ledger.Page.Child;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.tree.StateKey;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A chain's state: what every slot holds and held, and the versioned Jellyfish Merkle tree over it. One thread
/// applies; many read.
public final class StateTree {
    private final Store store;
    private final StateLayout layout;
    private final Pages pages;

    /// The prefix tells the chain from others in the store; no chain's prefix may begin with another's.
    public StateTree(Store store, Bytes chain) {
        this.store = store;
        this.layout = StateLayout.of(chain);
        this.pages = new Pages(store, layout.pages());
    }

    /// Adds to the batch what makes the block's changes part of the state, and says the new root. The batches of all
    /// heights before must be written.
    public Hash apply(long height, SortedMap<StateKey, Write> changes, Batch batch) {
        TreeMap<Hash, Optional<Hash>> leaves = new TreeMap<>();
        Stale stale = new Stale(layout.stale(), height, batch);
        List<StateKey> slots = List.copyOf(changes.keySet());
        List<Optional<Bytes>> held = store.multiGet(
                layout.latest(), slots.stream().map(StateKey::encode).toList());
        for (int i = 0; i < slots.size(); i++) {
            Write write = changes.get(slots.get(i));
            Optional<Write> before = held.get(i).map(Write::decode);
            if (write.value().isEmpty() && before.flatMap(Write::value).isEmpty()) continue;
            if (write.version().height() != height)
                throw new IllegalArgumentException("expected a write at height " + height + ", got " + write.version());
            write(slots.get(i), before, write, batch, stale);
            leaves.put(slots.get(i).hash(), write.held().map(versioned -> versioned.hash()));
        }
        Child top = top(height - 1);
        Descent descent = new Descent(pages, layout, height, leaves, batch, stale);
        Child next = descent.from(top);
        stale.close();
        if (!next.equals(top)) batch.put(layout.roots(), StateLayout.height(height), next.encode());
        return descent.root(next);
    }

    /// Moves what the slot held into its past.
    private void write(StateKey slot, Optional<Write> before, Write write, Batch batch, Stale stale) {
        batch.put(layout.latest(), slot.encode(), write.encode());
        before.ifPresent(old -> {
            Bytes past = StateLayout.past(slot, old.version().height());
            batch.put(layout.past(), past, old.encode());
            stale.note(Stale.Kind.PAST, past);
        });
        if (write.value().isEmpty()) stale.note(Stale.Kind.DELETED, slot.encode());
    }

    /// The state after the block of this height; nothing if it is no longer kept. A height above the newest block's
    /// gives the newest state.
    public Optional<StateAt> at(long height) {
        if (height < keptFrom()) return Optional.empty();
        return Optional.of(new StateAt(store, layout, pages, height, top(height)));
    }

    /// The lowest height that can be read.
    public long keptFrom() {
        return store.get(layout.kept(), Bytes.EMPTY).map(StateLayout::height).orElse(0L);
    }

    /// Adds to the batch what drops states below the height, about `limit` entries; true if nothing is left to drop.
    /// From this batch on lower heights cannot be read.
    public boolean retain(long fromHeight, int limit, Batch batch) {
        if (fromHeight > keptFrom()) batch.put(layout.kept(), Bytes.EMPTY, StateLayout.height(fromHeight));
        int parts = 1 + limit / Stale.NOTES_MAX;
        List<Entry> stale =
                store.range(layout.stale(), Range.between(Bytes.EMPTY, StateLayout.height(fromHeight + 1)), parts);
        for (Entry part : stale) {
            for (Stale.Note note : Stale.read(layout.stale(), part)) drop(note, StateLayout.height(part.key()), batch);
            batch.delete(layout.stale(), part.key());
        }
        Bytes newest = newestRoot(fromHeight).map(Entry::key).orElse(Bytes.EMPTY);
        List<Entry> roots = store.range(layout.roots(), Range.between(Bytes.EMPTY, newest), limit);
        for (Entry entry : roots) batch.delete(layout.roots(), entry.key());
        return stale.size() < parts && roots.size() < limit;
    }

    private void drop(Stale.Note note, long height, Batch batch) {
        switch (note.kind()) {
            case PAGE -> batch.delete(layout.pages(), note.key());
            case PAST -> batch.delete(layout.past(), note.key());
            case DELETED -> {
                // the slot may have been written again since
                boolean gone = store.get(layout.latest(), note.key())
                        .map(Write::decode)
                        .filter(write ->
                                write.value().isEmpty() && write.version().height() == height)
                        .isPresent();
                if (gone) batch.delete(layout.latest(), note.key());
            }
        }
    }

    private Child top(long height) {
        return newestRoot(height).map(entry -> Child.decode(entry.value())).orElse(Child.NONE);
    }

    private Optional<Entry> newestRoot(long height) {
        if (height < 0) return Optional.empty();
        return store.first(
                layout.roots(),
                Range.between(Bytes.EMPTY, StateLayout.height(height + 1)).reversed());
    }
}
