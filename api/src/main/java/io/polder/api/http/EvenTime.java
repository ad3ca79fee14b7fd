package io.polder.api.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// Answers that say "not there" are given at fixed beats after the request came, so that how long it took to look does
/// not tell a hidden chain from one that is not there. What is done in between is far shorter than a beat; what took
/// longer waits for the next one.
final class EvenTime {
    /// The time between two beats.
    static final Duration BEAT = Duration.ofMillis(8);
    /// The statuses of refusals behind which something may hide: nothing there, not yours, and what a contract refuses.
    static final Set<Integer> HIDES = Set.of(
            Fault.UNKNOWN_CHAIN.status(),
            Fault.UNAUTHORIZED.status(),
            Fault.MAY_NOT_READ.status(),
            Fault.REVERTED.status());

    private EvenTime() {}

    /// Waits for the first beat that is not over.
    static void await(long started) {
        long until = started + beat(System.nanoTime() - started);
        while (true) {
            long left = until - System.nanoTime();
            if (left <= 0 || Thread.currentThread().isInterrupted()) return;
            LockSupport.parkNanos(left);
        }
    }

    /// When to answer what took so long: nanoseconds from the start.
    static long beat(long taken) {
        return (taken / BEAT.toNanos() + 1) * BEAT.toNanos();
    }
}
