package io.polder.hashgraph;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.hiero.consensus.model.quiescence.QuiescenceCommand;

/// Lets the engine make no events while nobody needs any, and wakes it at the first sign of work. A member rests only
/// when nothing it has heard of is still without a place.
final class Rest {
    private final long afterNanos;
    private final BooleanSupplier busy;
    private final Consumer<QuiescenceCommand> engine;
    private final AtomicLong unplaced = new AtomicLong();
    private volatile long lastWork = System.nanoTime();
    private QuiescenceCommand command = QuiescenceCommand.DONT_QUIESCE;

    /// @param busy true while this member has work that is not in an event yet, or waits for something
    Rest(Duration after, BooleanSupplier busy, Consumer<QuiescenceCommand> engine) {
        this.afterNanos = after.toNanos();
        this.busy = busy;
        this.engine = engine;
    }

    /// Work of our own: an event is made even if no other member has made one since.
    void own() {
        lastWork = System.nanoTime();
        wake(QuiescenceCommand.BREAK_QUIESCENCE);
    }

    /// Work of somebody, seen in an event.
    void heard(int transactions) {
        unplaced.addAndGet(transactions);
        lastWork = System.nanoTime();
        wake(QuiescenceCommand.DONT_QUIESCE);
    }

    /// So many transactions got their place or never will.
    void settled(int transactions) {
        unplaced.addAndGet(-transactions);
        lastWork = System.nanoTime();
    }

    void forget() {
        unplaced.set(0);
        lastWork = System.nanoTime();
    }

    void tick(boolean active) {
        boolean idle =
                active && System.nanoTime() - lastWork >= afterNanos && unplaced.get() <= 0 && !busy.getAsBoolean();
        synchronized (this) {
            if (idle) set(QuiescenceCommand.QUIESCE);
            else set(QuiescenceCommand.DONT_QUIESCE);
        }
    }

    private synchronized void wake(QuiescenceCommand how) {
        if (command == QuiescenceCommand.QUIESCE) set(how);
    }

    private void set(QuiescenceCommand next) {
        if (command == next) return;
        command = next;
        engine.accept(next);
    }
}
