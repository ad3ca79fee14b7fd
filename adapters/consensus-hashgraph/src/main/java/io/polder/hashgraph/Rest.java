package io.polder.hashgraph;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.hiero.consensus.model.quiescence.QuiescenceCommand;

/// Lets the engine make no events while nobody needs any, and wakes it at the first sign of work. A member rests only
/// when nothing it has heard of is still without a place.
final class Rest {
    /// An event that has no place so many rounds after its birth never gets one: the engine's `roundsNonAncient`.
    static final int ROUNDS_UNDECIDED_MAX = 26;

    private final long afterNanos;
    private final BooleanSupplier busy;
    private final BooleanSupplier stuck;
    private final Consumer<QuiescenceCommand> engine;
    private final AtomicLong unplaced = new AtomicLong();
    private final AtomicLong newestBirth = new AtomicLong();
    private volatile long newestRound;
    private volatile long lastWork = System.nanoTime();
    private QuiescenceCommand command = QuiescenceCommand.DONT_QUIESCE;

    /// @param busy true while this member has work that is not in an event yet, or waits for something
    /// @param stuck true when work has waited for longer than an event takes
    Rest(Duration after, BooleanSupplier busy, BooleanSupplier stuck, Consumer<QuiescenceCommand> engine) {
        this.afterNanos = after.toNanos();
        this.busy = busy;
        this.stuck = stuck;
        this.engine = engine;
    }

    /// Work of our own: an event is made even if no other member has made one since.
    void own() {
        lastWork = System.nanoTime();
        wake(QuiescenceCommand.BREAK_QUIESCENCE);
    }

    /// Work of somebody, seen in an event that was made when this round was undecided.
    void heard(int transactions, long birthRound) {
        newestBirth.accumulateAndGet(birthRound, Math::max);
        unplaced.addAndGet(transactions);
        lastWork = System.nanoTime();
        wake(QuiescenceCommand.DONT_QUIESCE);
    }

    /// A round is handled, and so many transactions have their place in it.
    void placed(int transactions, long round) {
        newestRound = round;
        if (transactions == 0) return;
        unplaced.addAndGet(-transactions);
        lastWork = System.nanoTime();
    }

    void tick(boolean active) {
        boolean idle = active && System.nanoTime() - lastWork >= afterNanos && allPlaced() && !busy.getAsBoolean();
        // Without events of others the engine makes none either, so the one who has work makes one on its own.
        boolean alone = stuck.getAsBoolean();
        synchronized (this) {
            if (idle) set(QuiescenceCommand.QUIESCE);
            else set(alone ? QuiescenceCommand.BREAK_QUIESCENCE : QuiescenceCommand.DONT_QUIESCE);
        }
    }

    /// Events from before a restart are heard again but not placed again, hence the second half.
    private boolean allPlaced() {
        if (unplaced.get() <= 0) return true;
        if (newestRound <= newestBirth.get() + ROUNDS_UNDECIDED_MAX) return false;
        unplaced.set(0);
        return true;
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
