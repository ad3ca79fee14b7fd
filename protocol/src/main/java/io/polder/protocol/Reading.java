package io.polder.protocol;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One resolved SenML record (RFC 8428, 4.6) in deterministic CBOR: what was measured, in which unit, when. In a batch
/// of a gateway it also names the thing (label -32768), which SenML leaves to applications.
public record Reading(Optional<String> thing, String name, Optional<String> unit, Value value, long time) {
    public static final int TEXT_MAX = 256;

    /// What was read: a number, a text, a truth or bytes.
    public sealed interface Value {
        /// A number (`v`).
        record Quantity(BigDecimal number) implements Value {}

        /// A text (`vs`).
        record Words(String text) implements Value {}

        /// A truth (`vb`).
        record Truth(boolean holds) implements Value {}

        /// Bytes (`vd`).
        record Data(Bytes bytes) implements Value {}
    }

    private static final Cbor NAME = Cbor.of(0);
    private static final Cbor UNIT = Cbor.of(1);
    private static final Cbor NUMBER = Cbor.of(2);
    private static final Cbor TEXT = Cbor.of(3);
    private static final Cbor TRUTH = Cbor.of(4);
    private static final Cbor TIME = Cbor.of(6);
    private static final Cbor DATA = Cbor.of(8);
    private static final Cbor THING = Cbor.of(-32768);

    public Reading {
        Names.require("a reading", name);
        thing.ifPresent(t -> Names.require("a thing", t));
        unit.ifPresent(u -> bounded("a unit", u, 32));
        if (time < 0) throw new Malformed("a time of 0 or later", time + " ms");
        switch (value) {
            case Value.Words(String text) -> bounded("a text value", text, TEXT_MAX);
            case Value.Data(Bytes bytes)
            when bytes.size() > TEXT_MAX ->
                throw new Malformed("a value of at most " + TEXT_MAX + " bytes", bytes.size() + "");
            default -> {}
        }
    }

    private static void bounded(String what, String text, int max) {
        if (text.isEmpty() || text.length() > max)
            throw new Malformed(what + " of 1 to " + max + " characters", text.length() + " characters");
    }

    /// Time is in epoch milliseconds here and in SenML's seconds on the wire.
    public Bytes encode() {
        List<Map.Entry<Cbor, Cbor>> entries = new ArrayList<>();
        thing.ifPresent(t -> entries.add(Map.entry(THING, Cbor.of(t))));
        entries.add(Map.entry(NAME, Cbor.of(name)));
        unit.ifPresent(u -> entries.add(Map.entry(UNIT, Cbor.of(u))));
        entries.add(
                switch (value) {
                    case Value.Quantity(BigDecimal number) -> Map.entry(NUMBER, Cbor.decimal(number));
                    case Value.Words(String text) -> Map.entry(TEXT, Cbor.of(text));
                    case Value.Truth(boolean holds) -> Map.entry(TRUTH, Cbor.of(holds));
                    case Value.Data(Bytes bytes) -> Map.entry(DATA, Cbor.of(bytes));
                });
        entries.add(Map.entry(TIME, Cbor.decimal(BigDecimal.valueOf(time, 3))));
        return new Cbor.Dictionary(entries).encode();
    }

    public static Reading decode(Bytes bytes) {
        Optional<String> thing = Optional.empty();
        Optional<String> name = Optional.empty();
        Optional<String> unit = Optional.empty();
        Optional<Value> value = Optional.empty();
        Optional<Long> time = Optional.empty();
        for (Map.Entry<Cbor, Cbor> entry : Cbor.decode(bytes).asMap().entries()) {
            Cbor item = entry.getValue();
            switch (entry.getKey().asCode()) {
                case -32768 -> thing = Optional.of(item.asText());
                case 0 -> name = Optional.of(item.asText());
                case 1 -> unit = Optional.of(item.asText());
                case 2 -> value = only(value, new Value.Quantity(item.asDecimal()));
                case 3 -> value = only(value, new Value.Words(item.asText()));
                case 4 -> value = only(value, new Value.Truth(item.asBool()));
                case 8 -> value = only(value, new Value.Data(item.asBytes()));
                case 6 -> time = Optional.of(milliseconds(item.asDecimal()));
                default -> throw new Malformed("a label of a resolved SenML record", entry.getKey() + "");
            }
        }
        return new Reading(
                thing,
                name.orElseThrow(() -> new Malformed("a reading with a name (0)", "none")),
                unit,
                value.orElseThrow(() -> new Malformed("a reading with a value (2, 3, 4 or 8)", "none")),
                time.orElseThrow(() -> new Malformed("a reading with a time (6)", "none")));
    }

    private static Optional<Value> only(Optional<Value> before, Value value) {
        if (before.isPresent()) throw new Malformed("one value in a reading", "two");
        return Optional.of(value);
    }

    private static long milliseconds(BigDecimal seconds) {
        try {
            return seconds.movePointRight(3).longValueExact();
        } catch (ArithmeticException e) {
            throw new Malformed("a time in whole milliseconds", seconds + " s");
        }
    }
}
