package io.polder.gateway;

import io.polder.protocol.encoding.Hash;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;

/// A device that was let in. Its messages are worked off in the order they came; each gets exactly one answer, at once
/// or later, from any thread.
public final class Session {
    /// How the device has shown who it is.
    sealed interface Proof {
        record ByToken() implements Proof {}

        /// The thumbprint of the key whose possession TLS has proven.
        record ByKey(Hash key) implements Proof {}

        record None() implements Proof {}
    }

    private record Waiting(Uplink uplink, Consumer<Delivery> done) {}

    private final Gateway gateway;
    private final Optional<String> thing;
    private final Proof proof;
    private final Meter meter;
    /// Bounded by what the meter lets in flight.
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private boolean working;

    Session(Gateway gateway, Optional<String> thing, Proof proof, Meter meter) {
        this.gateway = gateway;
        this.thing = thing;
        this.proof = proof;
        this.meter = meter;
    }

    /// The thing that was let in; empty when signatures stand for themselves.
    public Optional<String> thing() {
        return thing;
    }

    Proof proof() {
        return proof;
    }

    Meter meter() {
        return meter;
    }

    /// How many messages may wait for an answer: what MQTT calls Receive Maximum.
    public int inFlightMax() {
        return gateway.bounds().thingInFlight();
    }

    /// Never blocks. The answer may come before this returns, when there is no room or no right.
    public void send(Uplink uplink, Consumer<Delivery> done) {
        Optional<Consumer<Delivery>> admitted = gateway.admit(this, uplink, done);
        if (admitted.isEmpty()) return;
        synchronized (waiting) {
            waiting.add(new Waiting(uplink, admitted.get()));
            if (working) return;
            working = true;
        }
        gateway.hands().execute(this::work);
    }

    private void work() {
        while (true) {
            Waiting next;
            synchronized (waiting) {
                next = waiting.poll();
                if (next == null) {
                    working = false;
                    return;
                }
            }
            gateway.work(this, next.uplink, next.done);
        }
    }
}
