package io.polder.chain;

import io.polder.consensus.ConsensusEngine;
import io.polder.ledger.ChainLedger;
import io.polder.ledger.Ledger;
import io.polder.protocol.Block;
import io.polder.protocol.Header;
import io.polder.protocol.Outcome;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/// Looks after what waits: offers outbox entries again until they are settled, tells which have expired, and reminds
/// the
/// other cities of signatures that are missing. Runs on one thread.
final class Keeper implements AutoCloseable {
    static final long AGAIN_MS = 3_000;
    private static final long PAUSE_MS = 500;
    private static final long SOON_MS = 50;
    private static final Duration CLOSE_MAX = Duration.ofSeconds(10);
    private static final Logger LOG = System.getLogger(Keeper.class.getName());

    private final Ledger ledger;
    private final Outbox outbox;
    private final Consumer<ConsensusEngine> reminder;
    private final Offering offering;
    private final InstantSource clock;
    private final Runnable failed;
    private final Semaphore bell = new Semaphore(0);
    private volatile boolean closed;
    private Optional<Thread> thread = Optional.empty();

    /// How a transaction is offered, whether it is due, who learns that it is given up; and what else is offered.
    record Offering(
            Predicate<Outbox.Waiting> offer,
            Function<Outbox.Waiting, Due> due,
            Consumer<Outbox.Waiting> gone,
            Consumer<ConsensusEngine> imports) {}

    /// What to do with a transaction that waits.
    enum Due {
        OFFER,
        WAIT,
        GIVE_UP
    }

    /// @param reminder asks the other cities for signatures that are missing
    /// @param failed called when the ledger cannot be read any more: nobody would look after what waits
    Keeper(
            Ledger ledger,
            Outbox outbox,
            Consumer<ConsensusEngine> reminder,
            Offering offering,
            InstantSource clock,
            Runnable failed) {
        this.ledger = ledger;
        this.outbox = outbox;
        this.reminder = reminder;
        this.offering = offering;
        this.clock = clock;
        this.failed = failed;
    }

    /// Looks again and again.
    ///
    /// @param look says whether the next look is wanted soon
    synchronized void start(BooleanSupplier look) {
        thread = Optional.of(Thread.ofPlatform().name("keeper").daemon().start(() -> {
            try {
                boolean soon = false;
                while (await(soon ? SOON_MS : PAUSE_MS)) soon = look.getAsBoolean();
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "nobody looks after the outbox any more: this node takes nothing now", e);
                failed.run();
            }
        }));
    }

    /// One look at everything that waits.
    void tend(Optional<ConsensusEngine> engine) {
        Blocks blocks = new Blocks();
        for (Outbox.Waiting waiting : outbox.due(clock.millis())) look(waiting, blocks);
        engine.ifPresent(reminder);
        engine.ifPresent(offering.imports);
    }

    /// There is something to look at now.
    void wake() {
        bell.release();
    }

    private boolean await(long milliseconds) {
        try {
            if (bell.tryAcquire(milliseconds, TimeUnit.MILLISECONDS)) bell.drainPermits();
            return !closed;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /// The block that was read last: many that wait may stand in one, and it may be large.
    private static final class Blocks {
        private String chain = "";
        private long height = -1;
        private Optional<Block> block = Optional.empty();

        Block read(ChainLedger from, long at) {
            if (!from.chain().equals(chain) || at != height) {
                chain = from.chain();
                height = at;
                block = from.block(at);
            }
            return block.orElseThrow();
        }
    }

    private void look(Outbox.Waiting waiting, Blocks blocks) {
        ChainLedger chain = ledger.chain(waiting.chain);
        Optional<Settlement.Final> settled = settled(chain, waiting, blocks);
        if (settled.isPresent()) {
            outbox.settle(waiting.id, settled.get());
            return;
        }
        Due due = offering.due.apply(waiting);
        if (due == Due.GIVE_UP || expired(chain, waiting)) {
            offering.gone.accept(waiting);
            outbox.settle(waiting.id, new Settlement.Expired(waiting.id));
        } else if (due == Due.OFFER) offering.offer.test(waiting);
    }

    /// Where the transaction has its place for good. Its id may be forgotten among those that cannot come again, so
    /// that
    /// is not asked.
    private static Optional<Settlement.Final> settled(ChainLedger chain, Outbox.Waiting waiting, Blocks blocks) {
        return chain.locate(waiting.id)
                .map(at -> new Settlement.Final(
                        waiting.id,
                        at.height(),
                        at.index(),
                        blocks.read(chain, at.height())
                                .entries()
                                .get(at.index())
                                .receipt()))
                .filter(settled -> !(settled.receipt().outcome() instanceof Outcome.Deferred));
    }

    /// A certified block whose time is past the end says that none will ever hold it.
    private boolean expired(ChainLedger chain, Outbox.Waiting waiting) {
        return ledger.round(ledger.certifiedRound())
                .map(entry -> entry.heights().get(chain.chain()))
                .flatMap(chain::header)
                .map(Header::time)
                .filter(time -> time >= waiting.expires)
                .isPresent();
    }

    /// Returns when the thread has ended.
    @Override
    public synchronized void close() {
        closed = true;
        bell.release();
        try {
            if (thread.isPresent()) thread.get().join(CLOSE_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
