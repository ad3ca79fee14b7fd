package io.polder.operator;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// Stations that publish what they have measured, in turns, each over a session of its own, and begin
/// again when they have no more.
final class Traffic implements AutoCloseable {
    private static final int FRAME_READINGS = 5;
    private static final int IN_FLIGHT_MAX = 8;
    private static final Duration ANSWERED = Duration.ofSeconds(240);

    private final Fleet fleet;
    private final List<StationThing> things;
    private final List<Replay> sessions;
    private final Acknowledgements acknowledgements = new Acknowledgements();
    private final long pauseNanos;
    private final int[] next;
    private int turn;
    private Optional<Thread> beside = Optional.empty();
    private volatile boolean ended;

    /// @param pauseNanos how long to wait after each round of all stations
    Traffic(Fleet fleet, List<StationThing> things, long pauseNanos) {
        this.fleet = fleet;
        this.things = things;
        this.pauseNanos = pauseNanos;
        sessions = things.stream().map(Replay::connect).toList();
        next = new int[things.size()];
    }

    Acknowledgements acknowledgements() {
        return acknowledgements;
    }

    /// Lets the station whose turn it is publish its next readings, unless its city has enough to answer.
    void step() {
        int at = turn++ % sessions.size();
        if (at == 0) LockSupport.parkNanos(pauseNanos);
        StationThing thing = things.get(at);
        if (acknowledgements.open(thing.city) >= IN_FLIGHT_MAX
                || !sessions.get(at).connected()) return;
        List<Stations.Measured> all = fleet.measured().readings().get(thing.name());
        int from = next[at] < all.size() ? next[at] : 0;
        next[at] = Math.min(all.size(), from + FRAME_READINGS);
        acknowledgements.publish(sessions.get(at), thing, all.subList(from, next[at]));
    }

    /// Goes on in a thread of its own until closed.
    Traffic goOn() {
        beside = Optional.of(Thread.ofPlatform().name("traffic").start(() -> {
            while (!ended) step();
        }));
        return this;
    }

    /// Publishes nothing more, and returns when every message is answered.
    void end() {
        ended = true;
        try {
            if (beside.isPresent()) beside.get().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Patience.until("every message is answered", ANSWERED, acknowledgements::allAnswered);
    }

    @Override
    public void close() {
        ended = true;
        sessions.forEach(Replay::close);
    }
}
