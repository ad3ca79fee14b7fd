package io.polder.operator;

import io.polder.protocol.Transaction;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Writes down what the cities acknowledged, when, and what they did not.
final class Acknowledgements {
    private final Map<String, Acknowledged> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger readings = new AtomicInteger();
    private final Map<String, AtomicInteger> open = new ConcurrentHashMap<>();
    private final Map<String, Integer> refusals = new ConcurrentHashMap<>();

    /// A frame that a city said is final: which city, after how many milliseconds, and at which System.nanoTime().
    record Acknowledged(Transaction.DeviceFrame frame, LocalNetwork.City city, long took, long at) {
        int readings() {
            return frame.frame().readings().size();
        }
    }

    /// Messages that the city has not answered.
    int open(LocalNetwork.City city) {
        return counter(city).get();
    }

    private AtomicInteger counter(LocalNetwork.City city) {
        return open.computeIfAbsent(city.name(), c -> new AtomicInteger());
    }

    boolean allAnswered() {
        return open.values().stream().allMatch(o -> o.get() == 0);
    }

    void publish(Replay session, StationThing thing, List<Stations.Measured> part) {
        counter(thing.city).incrementAndGet();
        long sent = System.nanoTime();
        session.publish(part).whenComplete((frame, failed) -> {
            counter(thing.city).decrementAndGet();
            if (failed != null) {
                refusals.merge(reason(failed), 1, Integer::sum);
                return;
            }
            long now = System.nanoTime();
            Acknowledged done = new Acknowledged(frame, thing.city, (now - sent) / 1_000_000, now);
            if (acknowledged.put(frame.id().toHex(), done) == null) readings.addAndGet(part.size());
        });
    }

    private static String reason(Throwable failed) {
        Throwable cause = failed.getCause() == null ? failed : failed.getCause();
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    /// In the order in which they came.
    List<Acknowledged> all() {
        return acknowledged.values().stream()
                .sorted((a, b) -> Long.compare(a.at - b.at, 0))
                .toList();
    }

    int readings() {
        return readings.get();
    }

    /// Why frames were not acknowledged, and how many.
    Map<String, Integer> refusals() {
        return refusals;
    }

    /// Milliseconds from sent to acknowledged; -1 when there was none.
    long quantile(double share) {
        List<Long> sorted =
                acknowledged.values().stream().map(Acknowledged::took).sorted().toList();
        return sorted.isEmpty() ? -1 : sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * share));
    }

    /// The longest time without an acknowledgement between two moments of System.nanoTime(), in milliseconds.
    long pause(long from, long to) {
        long longest = 0;
        long last = from;
        for (Acknowledged each : all()) {
            if (each.at - from < 0 || each.at - to > 0) continue;
            longest = Math.max(longest, each.at - last);
            last = each.at;
        }
        return Math.max(longest, to - last) / 1_000_000;
    }
}
