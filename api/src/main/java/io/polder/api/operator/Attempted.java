package io.polder.api.operator;

import io.polder.api.http.Fault;
import io.polder.api.http.Problem;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/// Counts passphrases that did not open a person's key: after a few the key rests for a while, each time twice as long,
/// so that nobody finds one by trying. The right one starts the count again.
final class Attempted {
    static final int FREE = 5;
    static final long REST_MS = 10_000;
    static final long REST_MAX_MS = 3_600_000;
    static final int PERSONS_MAX = 10_000;

    private record Count(int wrong, long until) {}

    private final Clock clock;
    private final Map<String, Count> counts = new LinkedHashMap<>();

    Attempted(Clock clock) {
        this.clock = clock;
    }

    /// Refuses while the key rests; else counts the attempt as a wrong one until `right` is said.
    synchronized void attempt(String person) {
        Count count = counts.getOrDefault(person, new Count(0, 0));
        long left = count.until - clock.millis();
        if (left > 0)
            throw new Problem(
                    Fault.BUSY,
                    "the key of person:" + person + " rests after " + count.wrong + " wrong passphrases: try again in "
                            + (left + 999) / 1_000 + " s");
        if (counts.size() >= PERSONS_MAX && !counts.containsKey(person))
            counts.remove(counts.keySet().iterator().next());
        int wrong = count.wrong + 1;
        long rest = wrong < FREE ? 0 : Math.min(REST_MAX_MS, REST_MS << Math.min(20, wrong - FREE));
        counts.put(person, new Count(wrong, clock.millis() + rest));
    }

    synchronized void right(String person) {
        counts.remove(person);
    }
}
