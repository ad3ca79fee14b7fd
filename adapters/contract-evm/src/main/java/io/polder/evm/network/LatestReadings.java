package io.polder.evm.network;

import io.polder.contract.Revert;
import io.polder.evm.SystemContract.Answer;
import io.polder.protocol.Call;
import io.polder.protocol.Origin;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;

/// The newest reading of a thing, for contracts (`IReadings`).
final class LatestReadings {
    private static final String LATEST = "latest(string,string)";
    private static final String LATEST_OF = "latestOf(string,string,uint8)";
    private static final String LATEST_ITEM = "latestItem(string,string)";
    private static final String CONTRACT = "readings";
    /// More digits than any instrument has, and fewer than a word.
    private static final MathContext DIGITS = new MathContext(60, RoundingMode.HALF_EVEN);

    private static final int EXPONENT_MAX = 400;

    private LatestReadings() {}

    /// A reading as the contract `readings` shows it.
    private record Shown(Cbor.Dictionary fields) {
        Cbor field(String name) {
            return fields.find(Cbor.of(name)).orElse(Cbor.NULL);
        }

        long time() {
            return field("time").asInt();
        }

        Origin origin() {
            String text = field("origin").asText();
            for (Origin origin : Origin.values()) if (origin.text().equals(text)) return origin;
            throw new IllegalStateException("a reading of origin " + text);
        }

        String unit() {
            return field("unit") instanceof Cbor.Text(String text) ? text : "";
        }
    }

    static Answer run(Task task) {
        Abi.Reader arguments = task.arguments();
        if (arguments.calls(LATEST)) return task.invoke(question(arguments), all -> number(newest(shown(all), -1)));
        if (arguments.calls(LATEST_OF)) {
            long origin = arguments.number(2);
            Origin.of(origin);
            return task.invoke(question(arguments), all -> number(newest(shown(all), origin)));
        }
        if (arguments.calls(LATEST_ITEM)) return task.invoke(question(arguments), all -> item(newest(shown(all), -1)));
        return task.unknown();
    }

    private static Call.Invoke question(Abi.Reader arguments) {
        return new Call.Invoke(CONTRACT, "latest", Cbor.array(Cbor.of(arguments.text(0)), Cbor.of(arguments.text(1))));
    }

    private static List<Shown> shown(Cbor all) {
        return all.asArray().stream().map(each -> new Shown(each.asMap())).toList();
    }

    /// The newest of the origin (any if negative); of two at the same time the one with the stronger word.
    private static Shown newest(List<Shown> all, long origin) {
        return all.stream()
                .filter(each -> origin < 0 || each.origin().ordinal() == origin)
                .max(Comparator.comparingLong(Shown::time)
                        .thenComparing(Comparator.comparing(Shown::origin).reversed()))
                .orElseThrow(() -> new Revert("no-reading", "the thing has no such reading on this chain"));
    }

    /// (int256 value, int32 exponent, uint64 time, uint8 origin, uint64 height, bytes32 transaction, string unit)
    private static byte[] number(Shown reading) {
        BigDecimal number = decimal(reading.field("value")).round(DIGITS).stripTrailingZeros();
        if (Math.abs((long) number.scale()) > EXPONENT_MAX)
            throw new Revert("not-a-number", "an exponent beyond " + EXPONENT_MAX);
        return Abi.struct(
                Abi.Value.of(number.unscaledValue()),
                Abi.Value.of(BigInteger.valueOf(-(long) number.scale())),
                Abi.Value.of(reading.time()),
                Abi.Value.of(reading.origin().ordinal()),
                Abi.Value.of(reading.field("height").asInt()),
                Abi.Value.of(
                        new BigInteger(1, reading.field("transaction").asBytes().shared())),
                Abi.Value.of(reading.unit()));
    }

    private static BigDecimal decimal(Cbor value) {
        try {
            return value.asDecimal();
        } catch (Malformed e) {
            throw new Revert("not-a-number", "ask for it by latestItem");
        }
    }

    /// (bytes value, uint64 time, uint8 origin): the value as the CBOR item that was signed
    private static byte[] item(Shown reading) {
        Bytes value = reading.field("value").encode();
        return Abi.encode(
                Abi.Value.of(value),
                Abi.Value.of(reading.time()),
                Abi.Value.of(reading.origin().ordinal()));
    }
}
