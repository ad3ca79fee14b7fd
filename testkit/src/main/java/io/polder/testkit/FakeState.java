package io.polder.testkit;

import io.polder.contract.Archive;
import io.polder.contract.Context;
import io.polder.contract.Execution;
import io.polder.ledger.Overlay;
import io.polder.ledger.Range;
import io.polder.ledger.Slot;
import io.polder.ledger.State;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.tree.StateKey;
import io.polder.protocol.tree.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// A chain's state, history and index in memory.
final class FakeState implements State, Archive {
    private final Map<Bytes, NavigableMap<Bytes, Versioned>> state = new TreeMap<>();
    private final Map<StateKey, List<Context.Past>> past = new TreeMap<>();
    private final Map<String, NavigableMap<Bytes, Bytes>> index = new TreeMap<>();

    @Override
    public Optional<Versioned> get(StateKey slot) {
        return Optional.ofNullable(entries(slot.namespace()).get(slot.key()));
    }

    @Override
    public List<Slot> range(Bytes namespace, Range range, int limit) {
        return within(entries(namespace), range).entrySet().stream()
                .limit(limit)
                .map(e -> new Slot(e.getKey(), e.getValue()))
                .toList();
    }

    @Override
    public List<Context.Past> history(Bytes namespace, Bytes key, long from, int limit) {
        return past.getOrDefault(new StateKey(namespace, key), List.of()).reversed().stream()
                .filter(p -> p.height() <= from)
                .limit(limit)
                .toList();
    }

    @Override
    public List<Context.Item> indexed(String contract, Bytes from, Bytes to, int limit, boolean reverse) {
        Range range = new Range(from, to.isEmpty() ? Optional.empty() : Optional.of(to), reverse);
        return within(index.getOrDefault(contract, new TreeMap<>()), range).entrySet().stream()
                .limit(limit)
                .map(e -> new Context.Item(e.getKey(), e.getValue()))
                .toList();
    }

    /// Ends a block: what changed becomes history.
    void commit(Overlay overlay, long height, long time) {
        overlay.changes().forEach((slot, write) -> {
            past.computeIfAbsent(slot, s -> new ArrayList<>()).add(new Context.Past(height, time, write.value()));
            if (write.held().isPresent())
                entries(slot.namespace()).put(slot.key(), write.held().get());
            else entries(slot.namespace()).remove(slot.key());
        });
    }

    void add(List<Execution.IndexEntry> entries) {
        for (Execution.IndexEntry entry : entries)
            index.computeIfAbsent(entry.contract(), c -> new TreeMap<>()).put(entry.key(), entry.value());
    }

    private NavigableMap<Bytes, Versioned> entries(Bytes namespace) {
        return state.computeIfAbsent(namespace, n -> new TreeMap<>());
    }

    private static <T> NavigableMap<Bytes, T> within(NavigableMap<Bytes, T> entries, Range range) {
        if (range.to().isPresent() && range.from().compareTo(range.to().get()) >= 0) return new TreeMap<>();
        NavigableMap<Bytes, T> part = range.to()
                .map(to -> entries.subMap(range.from(), true, to, false))
                .orElseGet(() -> entries.tailMap(range.from(), true));
        return range.reverse() ? part.descendingMap() : part;
    }
}
