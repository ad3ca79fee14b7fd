package io.polder.ledger;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.tree.StateKey;
import io.polder.protocol.tree.Versioned;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// A state that no longer changes, with what has been read of it once kept in memory: many transactions of a block ask
/// for the same slots. For many threads.
public final class Remembered implements State {
    /// Slots past these are read from the store each time.
    static final int SLOTS_MAX = 16_384;

    private final StateAt state;
    private final Map<StateKey, Optional<Versioned>> read = new ConcurrentHashMap<>();

    public Remembered(StateAt state) {
        this.state = state;
    }

    public long height() {
        return state.height();
    }

    @Override
    public Optional<Versioned> get(StateKey slot) {
        // read and kept in two steps: two threads may read the same, neither waits for the other's disk
        return Optional.ofNullable(read.get(slot)).orElseGet(() -> {
            Optional<Versioned> held = state.get(slot);
            if (read.size() < SLOTS_MAX) read.put(slot, held);
            return held;
        });
    }

    @Override
    public List<Slot> range(Bytes namespace, Range range, int limit) {
        return state.range(namespace, range, limit);
    }
}
