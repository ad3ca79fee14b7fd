package io.polder.gateway;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts what became of uplinks, for metrics.
public final class Tally {
    /// Codes of contracts are not ours; beyond this many they are counted together.
    static final int CODES_MAX = 256;
    private static final String OTHERS = "other";

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    Tally() {}

    void denied() {
        count("denied");
    }

    void count(Delivery delivery) {
        switch (delivery) {
            case Delivery.Final f -> count("final");
            case Delivery.Accepted a -> count("accepted");
            case Delivery.Busy b -> count("busy");
            case Delivery.Refused(String code, String detail) -> count("refused-" + code);
        }
    }

    private void count(String what) {
        String name = counts.size() < CODES_MAX || counts.containsKey(what) ? what : OTHERS;
        counts.computeIfAbsent(name, n -> new LongAdder()).increment();
    }

    /// `final`, `accepted`, `busy`, `denied` and `refused-` with each code, as often as they came.
    public Map<String, Long> counts() {
        Map<String, Long> now = new TreeMap<>();
        counts.forEach((name, count) -> now.put(name, count.sum()));
        return now;
    }
}
