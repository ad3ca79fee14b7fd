package io.polder.governance;

import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.util.List;
import java.util.Optional;

/// How much may be used: transactions in a second and in a day, wire bytes and gas in a day, all by block time; and
/// bytes
/// that stay in the state.
public record Quota(long perSecond, long perDay, long bytesPerDay, long gasPerDay, long storage) {
    /// What an organisation with all its people, cities and things has until the network sets another.
    public static final Quota ORGANISATION =
            new Quota(50_000, 4_320_000_000L, 1L << 40, Long.MAX_VALUE, Long.MAX_VALUE);
    /// What each thing of an organisation has until the network sets another.
    public static final Quota THING = new Quota(6_000, 8_640_000, 1L << 30, Long.MAX_VALUE, Long.MAX_VALUE);

    /// The rate credits of a sender that no organisation answers for, on a public chain: they come back with the day,
    /// are
    /// its own alone, and nobody can pass them on. Members may set others.
    public static final Quota STRANGER = new Quota(6_000, 8_640_000, 1L << 30, 1_000_000_000_000L, 1L << 30);

    private static final String[] NAMES = {
        "transactionsPerSecond", "transactionsPerDay", "bytesPerDay", "gasPerDay", "storage"
    };

    public Cbor toCbor() {
        return Cbor.array(
                Cbor.of(perSecond), Cbor.of(perDay), Cbor.of(bytesPerDay), Cbor.of(gasPerDay), Cbor.of(storage));
    }

    /// Five numbers in their order, or a map that names those it limits.
    public static Quota of(Cbor item) {
        if (item instanceof Cbor.Dictionary named) return named(named);
        List<Cbor> items = item.asArray(NAMES.length);
        return new Quota(
                items.get(0).asCount(),
                items.get(1).asCount(),
                items.get(2).asCount(),
                items.get(3).asCount(),
                items.get(4).asCount());
    }

    private static Quota named(Cbor.Dictionary map) {
        long[] limits = new long[NAMES.length];
        int found = 0;
        for (int i = 0; i < NAMES.length; i++) {
            Optional<Cbor> limit = map.find(Cbor.of(NAMES[i]));
            limits[i] = limit.map(Cbor::asCount).orElse(Long.MAX_VALUE);
            if (limit.isPresent()) found++;
        }
        if (found != map.entries().size()) throw new Malformed("some of " + String.join(", ", NAMES), "another name");
        return new Quota(limits[0], limits[1], limits[2], limits[3], limits[4]);
    }

    /// The same with the names of what it limits.
    public Cbor shown() {
        return Cbor.map(
                Cbor.of(NAMES[0]), Cbor.of(perSecond),
                Cbor.of(NAMES[1]), Cbor.of(perDay),
                Cbor.of(NAMES[2]), Cbor.of(bytesPerDay),
                Cbor.of(NAMES[3]), Cbor.of(gasPerDay),
                Cbor.of(NAMES[4]), Cbor.of(storage));
    }
}
