package io.polder.gateway;

import io.polder.chain.Admission;
import io.polder.chain.RefusalCode;
import io.polder.chain.Settlement;
import io.polder.protocol.Outcome;
import io.polder.protocol.Transaction;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Carries transactions to a chain and brings back what became of them.
final class Courier {
    /// How long a full outbox is waited for before the device hears of it.
    static final long PATIENCE_MS = 10_000;
    private static final long PAUSE_FIRST_MS = 5;
    private static final long PAUSE_MAX_MS = 500;

    private final Executor hands;
    private volatile boolean closed;

    /// @param hands call back outside the thread that commits blocks, which must never wait
    Courier(Executor hands) {
        this.hands = hands;
    }

    /// Blocks until the chain has taken or refused the transaction. While the outbox is full it tries again, so that
    /// the
    /// device's unanswered messages hold it back.
    Admission submit(ChainDoor chain, Transaction transaction) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        long pause = PAUSE_FIRST_MS;
        while (true) {
            Admission admission = chain.submit(transaction);
            boolean full =
                    admission instanceof Admission.Refused(RefusalCode code, String d) && code == RefusalCode.BUSY;
            if (!full || closed || System.nanoTime() > end) return admission;
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
            pause = Math.min(PAUSE_MAX_MS, 2 * pause);
        }
    }

    /// Carries one transaction of one device. Blocks as `submit` does; the answer comes when it is due.
    void carry(ChainDoor chain, Transaction transaction, Route.Acknowledge acknowledge, Consumer<Delivery> done) {
        switch (submit(chain, transaction)) {
            case Admission.Refused(RefusalCode code, String detail) -> done.accept(refused(code, detail));
            case Admission.Pending pending -> {
                if (acknowledge == Route.Acknowledge.ACCEPTED) done.accept(new Delivery.Accepted(pending.id()));
                else settled(pending, settlement -> done.accept(delivery(settlement)));
            }
        }
    }

    void settled(Admission.Pending pending, Consumer<Settlement> then) {
        pending.settlement().thenAcceptAsync(then, hands).exceptionally(failure -> {
            // A chain that gives up on its settlements has failed; so has whoever waits for one.
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, cause(failure));
            return null;
        });
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    static Delivery refused(RefusalCode code, String detail) {
        return code == RefusalCode.BUSY ? new Delivery.Busy(detail) : new Delivery.Refused(code.text(), detail);
    }

    static Delivery delivery(Settlement settlement) {
        return switch (settlement) {
            case Settlement.Expired expired ->
                new Delivery.Refused(RefusalCode.EXPIRED.text(), "no block took it before it expired");
            case Settlement.Final end ->
                switch (end.receipt().outcome()) {
                    case Outcome.Succeeded s -> new Delivery.Final(end.id(), end.height());
                    case Outcome.Reverted r -> new Delivery.Refused(r.code(), r.detail());
                    case Outcome.Refused r -> new Delivery.Refused(r.code(), r.detail());
                    case Outcome.Exhausted e ->
                        new Delivery.Refused("out-of-gas", "expected at most " + e.limit() + " gas, got more");
                    case Outcome.Stale s -> new Delivery.Refused("stale", "what it read has changed: " + s.key());
                    case Outcome.Deferred d -> new Delivery.Busy("the blocks are full");
                };
        };
    }

    void close() {
        closed = true;
    }
}
