package io.polder.governance;

import io.polder.protocol.Names;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a contract has used: transactions, wire bytes, gas, and the bytes that it keeps stored.
public record Amounts(long transactions, long bytes, long gas, long stored) {
    public static final Amounts NONE = new Amounts(0, 0, 0, 0);
    /// Contracts in one record.
    public static final int CONTRACTS_MAX = 1_024;

    private static final int FIELDS = 4;
    private static final String ALL = "*";

    public Amounts plus(Amounts other) {
        return new Amounts(
                transactions + other.transactions, bytes + other.bytes, gas + other.gas, stored + other.stored);
    }

    /// By contract: what was used between two counts that go back to the beginning; stored is what is stored now.
    public static SortedMap<String, Amounts> since(
            SortedMap<String, Amounts> ever, Optional<SortedMap<String, Amounts>> before) {
        SortedMap<String, Amounts> used = new TreeMap<>();
        ever.forEach((contract, now) -> {
            Amounts then = before.map(b -> b.get(contract)).orElse(NONE);
            if (now.transactions < then.transactions || now.bytes < then.bytes || now.gas < then.gas)
                throw new Malformed("counts of " + contract + " that never fall", "smaller ones than recorded before");
            used.put(
                    contract,
                    new Amounts(
                            now.transactions - then.transactions,
                            now.bytes - then.bytes,
                            now.gas - then.gas,
                            now.stored));
        });
        return used;
    }

    /// A map from a contract's name, or `*` for all, to four numbers.
    public static Cbor table(SortedMap<String, Amounts> table) {
        Cbor[] items = new Cbor[2 * table.size()];
        int at = 0;
        for (Map.Entry<String, Amounts> each : table.entrySet()) {
            Amounts a = each.getValue();
            items[at++] = Cbor.of(each.getKey());
            items[at++] = Cbor.array(Cbor.of(a.transactions), Cbor.of(a.bytes), Cbor.of(a.gas), Cbor.of(a.stored));
        }
        return Cbor.map(items);
    }

    public static SortedMap<String, Amounts> table(Cbor item) {
        List<Map.Entry<Cbor, Cbor>> entries = item.asMap().entries();
        if (entries.size() > CONTRACTS_MAX)
            throw new Malformed("at most " + CONTRACTS_MAX + " contracts", entries.size() + "");
        SortedMap<String, Amounts> table = new TreeMap<>();
        for (Map.Entry<Cbor, Cbor> entry : entries) {
            String contract = entry.getKey().asText();
            if (!contract.equals(ALL) && !Names.valid(contract))
                throw new Malformed("a contract's name", "another text");
            List<Cbor> f = entry.getValue().asArray(FIELDS);
            table.put(
                    contract,
                    new Amounts(
                            f.get(0).asCount(),
                            f.get(1).asCount(),
                            f.get(2).asCount(),
                            f.get(3).asCount()));
        }
        return table;
    }

    /// The same as people read it.
    public static Cbor shown(SortedMap<String, Amounts> table) {
        return Cbor.array(table.entrySet().stream()
                .<Cbor>map(each -> Cbor.map(
                        Cbor.of("contract"), Cbor.of(each.getKey()),
                        Cbor.of("transactions"), Cbor.of(each.getValue().transactions),
                        Cbor.of("bytes"), Cbor.of(each.getValue().bytes),
                        Cbor.of("gas"), Cbor.of(each.getValue().gas),
                        Cbor.of("stored"), Cbor.of(each.getValue().stored)))
                .toList());
    }
}
