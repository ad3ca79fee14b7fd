package io.polder.operator;

import io.polder.cli.Failure;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for something that another process does.
final class Patience {
    private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();

    private Patience() {}

    static void until(String what, Duration limit, BooleanSupplier holds) {
        long end = System.nanoTime() + limit.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end)
                throw new Failure(
                        1, "after " + limit.toSeconds() + " s still not so: " + what, "see node.log of the cities");
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
