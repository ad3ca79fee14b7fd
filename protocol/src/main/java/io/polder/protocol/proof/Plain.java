package io.polder.protocol.proof;

import io.polder.protocol.Call;
import io.polder.protocol.Names;
import io.polder.protocol.Outcome;
import io.polder.protocol.Reading;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Puts what strangers wrote into a sentence so that it cannot pass for a part of the sentence, nor steer a terminal.
final class Plain {
    /// What is longer is cut, and says so.
    static final int LENGTH_MAX = 200;

    private static final int BYTES_MAX = 64;
    private static final String SIGNS = " !#$%&'()*+,-./:;<=>?@[]^_`{|}~°²³·";

    private Plain() {}

    /// A name as it stands, or what is none in quotes.
    static String name(String name) {
        return Names.valid(name) ? name : text(name);
    }

    /// In quotes; whatever is not a plain sign, a digit or a letter that runs from left to right is escaped.
    static String text(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints()
                .limit(LENGTH_MAX)
                .forEach(c -> out.append(plain(c) ? Character.toString(c) : "\\u{" + Integer.toHexString(c) + "}"));
        boolean cut = text.codePointCount(0, text.length()) > LENGTH_MAX;
        return out.append(cut ? "…\"" : "\"").toString();
    }

    private static boolean plain(int c) {
        if (c < 0x80 || SIGNS.indexOf(c) >= 0) return SIGNS.indexOf(c) >= 0 || Character.isLetterOrDigit(c);
        return Character.isLetter(c) && Character.getDirectionality(c) == Character.DIRECTIONALITY_LEFT_TO_RIGHT;
    }

    /// Readable bytes as text, others in hexadecimal digits, long ones by their hash.
    static String bytes(Bytes bytes) {
        if (bytes.size() > BYTES_MAX) return bytes.size() + " bytes with the SHA-256 " + Hash.of(bytes);
        boolean readable = !bytes.isEmpty();
        for (byte b : bytes.shared()) readable &= b >= ' ' && plain(b);
        return readable ? text(bytes.toUtf8()) : "h'" + bytes.toHex() + "'";
    }

    static String reading(Reading reading) {
        String what = reading.name() + " = " + value(reading.value())
                + reading.unit().map(u -> " " + unit(u)).orElse("") + " at " + Instant.ofEpochMilli(reading.time());
        return what + reading.thing().map(t -> " of thing:" + t).orElse("");
    }

    private static String unit(String unit) {
        return unit.codePoints().allMatch(c -> c != ' ' && plain(c)) ? unit : text(unit);
    }

    private static String value(Reading.Value value) {
        return switch (value) {
            case Reading.Value.Quantity(var number) -> cut(number.toPlainString());
            case Reading.Value.Words(String words) -> text(words);
            case Reading.Value.Truth(boolean holds) -> Boolean.toString(holds);
            case Reading.Value.Data(Bytes data) -> bytes(data);
        };
    }

    static String call(Call call, boolean succeeded) {
        return switch (call) {
            case Call.Deploy d -> "deployed contract " + d.contract() + " of framework " + d.framework();
            case Call.Endorsed e -> "sent an endorsed result of contract " + e.contract();
            case Call.Invoke i
            when succeeded && i.contract().equals("readings") && i.method().equals("put") -> put(i);
            case Call.Invoke i -> "called " + i.contract() + "." + i.method() + "(" + arguments(i) + ")";
        };
    }

    /// A single reading that its thing signed.
    private static String put(Call.Invoke call) {
        try {
            return "said "
                    + reading(Reading.decode(
                            call.arguments().asArray(1).getFirst().encode()));
        } catch (Malformed e) {
            return "called readings.put(" + arguments(call) + ")";
        }
    }

    private static String arguments(Call.Invoke call) {
        return cut(
                call.arguments() instanceof Cbor.Array(List<Cbor> items)
                        ? items.stream().map(Plain::item).collect(Collectors.joining(", "))
                        : item(call.arguments()));
    }

    static String outcome(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Succeeded s -> "succeeded";
            case Outcome.Reverted r -> "changed nothing: reverted as " + name(r.code());
            case Outcome.Exhausted e -> "changed nothing: its gas ran out";
            case Outcome.Stale s -> "changed nothing: it was stale";
            case Outcome.Refused r -> "changed nothing: refused as " + name(r.code());
            case Outcome.Deferred() -> "changed nothing: deferred";
        };
    }

    /// CBOR's diagnostic notation, with texts and bytes as above.
    private static String item(Cbor item) {
        return switch (item) {
            case Cbor.Int(long value) -> Long.toString(value);
            case Cbor.Text(String value) -> text(value);
            case Cbor.Bool(boolean value) -> Boolean.toString(value);
            case Cbor.Null() -> "null";
            case Cbor.Array(List<Cbor> items) ->
                items.stream().map(Plain::item).collect(Collectors.joining(", ", "[", "]"));
            case Cbor.Binary(Bytes value) -> bytes(value);
            case Cbor.Dictionary map ->
                map.entries().stream().map(Plain::entry).collect(Collectors.joining(", ", "{", "}"));
            case Cbor.Tagged(long tag, Cbor tagged) -> tag + "(" + item(tagged) + ")";
            case Cbor.Real real -> real.toString();
        };
    }

    private static String entry(Map.Entry<Cbor, Cbor> entry) {
        return item(entry.getKey()) + ": " + item(entry.getValue());
    }

    private static String cut(String text) {
        return text.length() <= LENGTH_MAX ? text : text.substring(0, LENGTH_MAX) + "…";
    }
}
