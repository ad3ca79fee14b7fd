package io.polder.governance;

import io.polder.protocol.encoding.Cbor;
import java.util.List;

/// How much may be sent: transactions in a minute and wire bytes in a day, both by block time.
public record Quota(long transactionsPerMinute, long bytesPerDay) {
    /// What an organisation with all its people, cities and things has until the network sets another.
    public static final Quota ORGANISATION = new Quota(3_000_000, 1L << 40);
    /// What each thing of an organisation has until the network sets another.
    public static final Quota THING = new Quota(6_000, 1L << 30);

    Cbor toCbor() {
        return Cbor.array(Cbor.of(transactionsPerMinute), Cbor.of(bytesPerDay));
    }

    static Quota of(Cbor item) {
        List<Cbor> items = item.asArray(2);
        return new Quota(items.get(0).asCount(), items.get(1).asCount());
    }
}
