package io.polder.gateway;

import java.util.concurrent.atomic.AtomicInteger;

/// What one thing has in flight and may still send, over all its connections.
final class Meter {
    private final Allowance messages;
    private final Allowance bytes;
    private final AtomicInteger inFlight = new AtomicInteger();

    private Meter(Allowance messages, Allowance bytes) {
        this.messages = messages;
        this.bytes = bytes;
    }

    static Meter thing(Bounds bounds, long now) {
        return new Meter(
                new Allowance(bounds.messagesPerSecond(), 2.0 * bounds.messagesPerSecond(), now),
                new Allowance(bounds.bytesPerSecond(), 4.0 * bounds.bytesPerSecond(), now));
    }

    /// The meter that all devices without a credential share.
    static Meter strangers(Bounds bounds, long now) {
        return new Meter(
                new Allowance(bounds.strangersPerSecond(), bounds.strangersPerSecond(), now),
                new Allowance(bounds.bytesPerSecond(), 4.0 * bounds.bytesPerSecond(), now));
    }

    boolean pass(int size, long now) {
        return messages.take(1, now) && bytes.take(size, now);
    }

    boolean enter(int most) {
        if (inFlight.incrementAndGet() <= most) return true;
        inFlight.decrementAndGet();
        return false;
    }

    void leave() {
        inFlight.decrementAndGet();
    }

    boolean idle() {
        return inFlight.get() == 0;
    }
}
