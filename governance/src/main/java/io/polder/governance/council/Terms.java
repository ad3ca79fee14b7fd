package io.polder.governance.council;

import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;

/// How votes run. Lock: seconds between a decision and its effect. Period: seconds in which votes are taken. Quorum:
/// the
/// percentage of members that must have voted for those who voted to decide once the period is over; 0 when all members
/// count always.
public record Terms(long quorum, long lock, long period) {
    static final long PERIOD_MIN = 60;
    static final long SPAN_MAX = 366L * 24 * 3600;
    static final Terms STANDARD = new Terms(0, 0, 7L * 24 * 3600);

    public Terms {
        within("quorum", quorum, 0, 100);
        within("lock", lock, 0, SPAN_MAX);
        within("period", period, PERIOD_MIN, SPAN_MAX);
    }

    /// The same without quorum and lock: founders agree all, and at once.
    Terms unlocked() {
        return new Terms(0, 0, period);
    }

    private static void within(String what, long value, long min, long max) {
        if (value < min || value > max) throw new Malformed(what + " from " + min + " to " + max, Long.toString(value));
    }

    Cbor toCbor() {
        return Cbor.map(
                Cbor.of("quorum"), Cbor.of(quorum), Cbor.of("lock"), Cbor.of(lock), Cbor.of("period"), Cbor.of(period));
    }

    static Terms of(Cbor item, Terms byDefault) {
        Fields f = Fields.of(item, "quorum", "lock", "period");
        return new Terms(
                f.count("quorum", byDefault.quorum),
                f.count("lock", byDefault.lock),
                f.count("period", byDefault.period));
    }
}
