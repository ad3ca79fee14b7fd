package io.polder.governance;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.util.List;
import java.util.Optional;

/// What somebody has used of a chain, by block time: in the running second and day, ever, and what stays stored.
public record Usage(Now second, Now day, long bytesToday, long gasToday, Ever ever, long stored) {
    public static final Usage NONE = new Usage(new Now(0, 0), new Now(0, 0), 0, 0, new Ever(0, 0, 0), 0);
    private static final long SECOND_MS = 1_000;
    private static final long DAY_MS = 24 * 3_600 * SECOND_MS;

    /// The number of a second or day since the epoch, and the transactions in it.
    public record Now(long number, long transactions) {}

    /// Transactions, bytes and gas since the chain began.
    public record Ever(long transactions, long bytes, long gas) {}

    /// With one more transaction of this size.
    public Usage counted(long time, long size) {
        long s = time / SECOND_MS;
        long d = time / DAY_MS;
        boolean today = d == day.number;
        return new Usage(
                new Now(s, (s == second.number ? second.transactions : 0) + 1),
                new Now(d, (today ? day.transactions : 0) + 1),
                (today ? bytesToday : 0) + size,
                today ? gasToday : 0,
                new Ever(ever.transactions + 1, ever.bytes + size, ever.gas),
                stored);
    }

    /// With what the transaction has spent, after it was counted.
    public Usage spent(long gas) {
        return new Usage(
                second,
                day,
                bytesToday,
                gasToday + gas,
                new Ever(ever.transactions, ever.bytes, ever.gas + gas),
                stored);
    }

    /// With more or less stored. Who removes what others have stored is not paid for it.
    public Usage grown(long bytes) {
        return new Usage(second, day, bytesToday, gasToday, ever, Math.max(0, stored + bytes));
    }

    /// What is over the quota, if anything is.
    public Optional<String> over(Quota quota) {
        if (second.transactions > quota.perSecond()) return Optional.of(quota.perSecond() + " transactions a second");
        if (day.transactions > quota.perDay()) return Optional.of(quota.perDay() + " transactions a day");
        if (bytesToday > quota.bytesPerDay()) return Optional.of(quota.bytesPerDay() + " bytes a day");
        if (gasToday >= quota.gasPerDay()) return Optional.of(quota.gasPerDay() + " gas a day");
        if (stored > quota.storage()) return Optional.of(quota.storage() + " bytes stored");
        return Optional.empty();
    }

    public Bytes encode() {
        return Cbor.array(
                        Cbor.of(second.number),
                        Cbor.of(second.transactions),
                        Cbor.of(day.number),
                        Cbor.of(day.transactions),
                        Cbor.of(bytesToday),
                        Cbor.of(gasToday),
                        Cbor.of(ever.transactions),
                        Cbor.of(ever.bytes),
                        Cbor.of(ever.gas),
                        Cbor.of(stored))
                .encode();
    }

    public static Usage decode(Bytes value) {
        List<Cbor> f = Cbor.decode(value).asArray(10);
        return new Usage(
                new Now(f.get(0).asCount(), f.get(1).asCount()),
                new Now(f.get(2).asCount(), f.get(3).asCount()),
                f.get(4).asCount(),
                f.get(5).asCount(),
                new Ever(f.get(6).asCount(), f.get(7).asCount(), f.get(8).asCount()),
                f.get(9).asCount());
    }

    Cbor shown(String who) {
        return Cbor.map(
                Cbor.of("who"), Cbor.of(who),
                Cbor.of("transactions"), Cbor.of(ever.transactions),
                Cbor.of("bytes"), Cbor.of(ever.bytes),
                Cbor.of("gas"), Cbor.of(ever.gas),
                Cbor.of("stored"), Cbor.of(stored),
                Cbor.of("day"), Cbor.of(day.number * DAY_MS),
                Cbor.of("transactionsToday"), Cbor.of(day.transactions),
                Cbor.of("bytesToday"), Cbor.of(bytesToday),
                Cbor.of("gasToday"), Cbor.of(gasToday));
    }
}
