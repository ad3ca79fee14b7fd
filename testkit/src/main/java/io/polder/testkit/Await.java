package io.polder.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waits for a condition in small, bounded steps.
public final class Await {
    private static final long STEP_NANOS = Duration.ofMillis(10).toNanos();

    private Await() {}

    /// @param got what to say was seen instead when time is up
    public static void until(Duration limit, String expected, BooleanSupplier holds, Supplier<?> got) {
        long end = System.nanoTime() + limit.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end)
                throw new AssertionError("expected within " + limit + ": " + expected + ", got " + got.get());
            LockSupport.parkNanos(STEP_NANOS);
        }
    }

    /// Fails if the condition ceases to hold within the time.
    public static void during(Duration time, String expected, BooleanSupplier holds) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            if (!holds.getAsBoolean()) throw new AssertionError("expected throughout " + time + ": " + expected);
            LockSupport.parkNanos(STEP_NANOS);
        }
    }
}
