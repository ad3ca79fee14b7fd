package io.polder.contract;

import io.polder.protocol.Event;
import io.polder.protocol.Limits;
import java.util.ArrayList;
import java.util.List;

/// Counts the gas of one transaction and holds what it announces until it is known to succeed.
final class Meter {
    static final int DEPTH_MAX = 64;
    static final int INDEX_MAX = 4_096;
    /// Bytes of the data of all events of a transaction: they stay in its receipt.
    static final int EVENT_BYTES_MAX = 131_072;

    private long limit;
    private final Limits limits;
    private final List<Event> events = new ArrayList<>();
    private final List<Execution.IndexEntry> index = new ArrayList<>();
    private long eventBytes;
    private long used;

    Meter(long limit, Limits limits) {
        this.limit = limit;
        this.limits = limits;
    }

    /// What had been spent, and of how much.
    record Bound(long used, long limit) {}

    /// Lets at most this much more be spent until `restore`.
    Bound bound(long gas) {
        Bound outer = new Bound(used, limit);
        limit = used + Math.clamp(gas, 0, limit - used);
        return outer;
    }

    void restore(Bound outer) {
        used = outer.used;
        limit = outer.limit;
    }

    /// What had been announced at some point; gas that was spent stays spent.
    Ground.Announced mark() {
        return new Ground.Announced(events.size(), eventBytes, index.size());
    }

    void undo(Ground.Announced mark) {
        events.subList(mark.events(), events.size()).clear();
        eventBytes = mark.eventBytes();
        index.subList(mark.index(), index.size()).clear();
    }

    long left() {
        return limit - used;
    }

    void charge(long gas) {
        if (gas < 0) throw new IllegalStateException("negative gas " + gas);
        if (gas > limit - used) {
            used = limit;
            throw new OutOfGas();
        }
        used += gas;
    }

    void emit(Event event, int size) {
        if (events.size() >= limits.events())
            throw new Revert("too-many-events", "a transaction emits at most " + limits.events() + " events");
        if (size > EVENT_BYTES_MAX - eventBytes)
            throw new Revert(
                    "events-too-large", "the events of a transaction hold at most " + EVENT_BYTES_MAX + " bytes");
        eventBytes += size;
        events.add(event);
    }

    void index(Execution.IndexEntry entry) {
        if (index.size() >= INDEX_MAX)
            throw new Revert("too-many-index-entries", "a transaction adds at most " + INDEX_MAX + " index entries");
        index.add(entry);
    }

    long used() {
        return used;
    }

    List<Event> events() {
        return events;
    }

    List<Execution.IndexEntry> index() {
        return index;
    }
}
