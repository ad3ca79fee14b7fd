package io.polder.protocol;

import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.util.List;

/// The bounds that every city of a network keeps; they are part of its genesis: docs/spec/limits.md.
public record Limits(long transactionBytes, long keyBytes, long valueBytes, long events, long rangeItems, Block block) {
    /// What one block may hold: gas, wire bytes and transactions. What exceeds them gets the receipt `deferred`.
    public record Block(long gas, long bytes, long transactions) {}

    public static final Limits STANDARD =
            new Limits(131_072, 1_024, 65_536, 64, 1_000, new Block(400_000_000, 8_388_608, 20_000));

    private static final int TRANSACTIONS_PER_BLOCK_MIN = 8;

    public Limits {
        positive("transaction bytes", transactionBytes, 131_072);
        positive("key bytes", keyBytes, 4_096);
        positive("value bytes", valueBytes, 131_072);
        positive("events", events, 4_096);
        positive("range items", rangeItems, 100_000);
        positive("gas of a block", block.gas, Long.MAX_VALUE);
        positive("bytes of a block", block.bytes, 1L << 30);
        positive("transactions of a block", block.transactions, 1_000_000);
    }

    /// What one transaction may spend: an eighth of a block's gas.
    public long transactionGas() {
        return Math.max(1, block.gas / TRANSACTIONS_PER_BLOCK_MIN);
    }

    private static void positive(String what, long value, long max) {
        if (value < 1 || value > max) throw new Malformed(what + " from 1 to " + max, Long.toString(value));
    }

    Cbor toCbor() {
        return Cbor.array(
                Cbor.of(transactionBytes),
                Cbor.of(keyBytes),
                Cbor.of(valueBytes),
                Cbor.of(events),
                Cbor.of(rangeItems),
                Cbor.of(block.gas),
                Cbor.of(block.bytes),
                Cbor.of(block.transactions));
    }

    static Limits of(Cbor item) {
        List<Cbor> f = item.asArray(8);
        return new Limits(
                f.get(0).asCount(),
                f.get(1).asCount(),
                f.get(2).asCount(),
                f.get(3).asCount(),
                f.get(4).asCount(),
                new Block(f.get(5).asCount(), f.get(6).asCount(), f.get(7).asCount()));
    }
}
