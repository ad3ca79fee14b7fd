package io.polder.protocol.encoding;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A CBOR data item in the one deterministic encoding of RFC 8949, 4.2.1: shortest forms, definite lengths, map keys
/// in bytewise order. Integers fit in 64 signed bits. The decoder refuses every other encoding of the same item.
public sealed interface Cbor {
    int DEPTH_MAX = 32;

    /// An integer, major types 0 and 1.
    record Int(long value) implements Cbor {
        /// In the bytewise order of encodings: 0, 1, 2 and so on, then -1, -2 and so on.
        boolean before(Int other) {
            if (value < 0 != other.value < 0) return value >= 0;
            return value < 0 ? value > other.value : value < other.value;
        }
    }

    /// A byte string, major type 2.
    record Binary(Bytes value) implements Cbor {}

    /// A text string, major type 3.
    record Text(String value) implements Cbor {
        public Text {
            for (int i = 0; i < value.length(); i++) {
                char unit = value.charAt(i);
                if (!Character.isSurrogate(unit)) continue;
                if (i + 1 == value.length() || !Character.isSurrogatePair(unit, value.charAt(++i)))
                    throw new Malformed("text of whole characters", "half of a surrogate pair");
            }
        }
    }

    /// An array, major type 4.
    record Array(List<Cbor> items) implements Cbor {
        public Array {
            items = List.copyOf(items);
        }
    }

    /// A map, major type 5; entries are kept in the order of their encoded keys.
    record Dictionary(List<Map.Entry<Cbor, Cbor>> entries) implements Cbor {
        public Dictionary {
            entries = rises(entries) ? List.copyOf(entries) : sorted(entries);
        }

        private static List<Map.Entry<Cbor, Cbor>> sorted(List<Map.Entry<Cbor, Cbor>> entries) {
            TreeMap<Bytes, Map.Entry<Cbor, Cbor>> sorted = new TreeMap<>();
            for (Map.Entry<Cbor, Cbor> entry : entries) {
                if (sorted.put(entry.getKey().encode(), Map.entry(entry.getKey(), entry.getValue())) != null)
                    throw new Malformed("map keys that differ", "the key " + entry.getKey() + " twice");
            }
            return List.copyOf(sorted.values());
        }

        /// True if all keys are integers in their order already, as in every reading: then nothing is to be sorted.
        private static boolean rises(List<Map.Entry<Cbor, Cbor>> entries) {
            for (int i = 0; i < entries.size(); i++) {
                if (!(entries.get(i).getKey() instanceof Int key)) return false;
                if (i > 0 && !((Int) entries.get(i - 1).getKey()).before(key)) return false;
            }
            return true;
        }

        public Optional<Cbor> find(Cbor key) {
            return entries.stream()
                    .filter(e -> e.getKey().equals(key))
                    .map(Map.Entry::getValue)
                    .findFirst();
        }
    }

    /// A tagged item, major type 6.
    record Tagged(long tag, Cbor item) implements Cbor {
        public Tagged {
            if (tag < 0) throw new Malformed("a tag of 0 or more", Long.toString(tag));
        }
    }

    /// True or false.
    record Bool(boolean value) implements Cbor {}

    /// The null item.
    record Null() implements Cbor {}

    /// A binary floating-point number in the shortest form that keeps its value.
    record Real(double value) implements Cbor {
        /// The number whose IEEE 754 binary64 form these bits are.
        public static Real ofBits(long bits) {
            return new Real(Double.longBitsToDouble(bits));
        }

        /// The IEEE 754 binary64 form.
        public long bits() {
            return Double.doubleToRawLongBits(value);
        }

        @Override
        public String toString() {
            return Double.toString(value);
        }
    }

    Cbor NULL = new Null();

    static Cbor of(long value) {
        return new Int(value);
    }

    static Cbor of(String value) {
        return new Text(value);
    }

    static Cbor of(Bytes value) {
        return new Binary(value);
    }

    static Cbor of(Hash value) {
        return new Binary(value.bytes());
    }

    static Cbor of(boolean value) {
        return new Bool(value);
    }

    static Cbor array(Cbor... items) {
        return new Array(List.of(items));
    }

    static Cbor array(List<? extends Cbor> items) {
        return new Array(List.copyOf(items));
    }

    /// Keys and values in turn.
    static Dictionary map(Cbor... keysAndValues) {
        List<Map.Entry<Cbor, Cbor>> entries = new ArrayList<>();
        for (int i = 0; i < keysAndValues.length; i += 2)
            entries.add(Map.entry(keysAndValues[i], keysAndValues[i + 1]));
        return new Dictionary(entries);
    }

    /// The exact decimal value as an integer where it is one, else as a decimal fraction (tag 4).
    static Cbor decimal(BigDecimal value) {
        BigDecimal plain = value.stripTrailingZeros();
        try {
            if (plain.scale() <= 0) return of(plain.longValueExact());
            if (plain.scale() > SCALE_MAX) throw new Malformed("at most 64 decimal places", plain.scale() + "");
            return new Tagged(
                    4, array(of(-plain.scale()), of(plain.unscaledValue().longValueExact())));
        } catch (ArithmeticException e) {
            throw new Malformed("a decimal whose digits fit in 64 bits", value.toString());
        }
    }

    default Bytes encode() {
        return Bytes.wrap(CborEncoder.encode(this));
    }

    /// Decodes exactly one item that fills the bytes.
    static Cbor decode(Bytes bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes.shared());
        Cbor item = CborDecoder.read(in, 0);
        if (in.hasRemaining()) throw new Malformed("one item", in.remaining() + " bytes after it");
        return item;
    }

    default long asInt() {
        if (this instanceof Int(long value)) return value;
        throw wrong("an integer");
    }

    /// An integer that is not negative.
    default long asCount() {
        long value = asInt();
        if (value < 0) throw new Malformed("an integer of 0 or more", Long.toString(value));
        return value;
    }

    /// An integer that fits in 32 bits, such as a label or a kind.
    default int asCode() {
        long value = asInt();
        if (value != (int) value) throw new Malformed("an integer of 32 bits", Long.toString(value));
        return (int) value;
    }

    default Bytes asBytes() {
        if (this instanceof Binary(Bytes value)) return value;
        throw wrong("a byte string");
    }

    default Hash asHash() {
        return new Hash(asBytes());
    }

    default String asText() {
        if (this instanceof Text(String value)) return value;
        throw wrong("a text string");
    }

    default boolean asBool() {
        if (this instanceof Bool(boolean value)) return value;
        throw wrong("true or false");
    }

    default List<Cbor> asArray() {
        if (this instanceof Array(List<Cbor> items)) return items;
        throw wrong("an array");
    }

    default List<Cbor> asArray(int size) {
        List<Cbor> items = asArray();
        if (items.size() != size) throw new Malformed("an array of " + size + " items", items.size() + " items");
        return items;
    }

    default Dictionary asMap() {
        if (this instanceof Dictionary map) return map;
        throw wrong("a map");
    }

    /// The exact value of an integer, a decimal fraction (tag 4) or a finite floating-point number.
    default BigDecimal asDecimal() {
        return switch (this) {
            case Int(long value) -> BigDecimal.valueOf(value);
            case Real(double value) when Double.isFinite(value) -> new BigDecimal(value);
            case Tagged(long tag, Cbor item) when tag == 4 -> fraction(item);
            default -> throw wrong("a number");
        };
    }

    private static BigDecimal fraction(Cbor item) {
        List<Cbor> parts = item.asArray(2);
        long exponent = parts.get(0).asInt();
        if (exponent < -SCALE_MAX || exponent > SCALE_MAX)
            throw new Malformed("a decimal exponent within 64", Long.toString(exponent));
        return BigDecimal.valueOf(parts.get(1).asInt(), (int) -exponent);
    }

    int SCALE_MAX = 64;

    private Malformed wrong(String expected) {
        return new Malformed(expected, toString());
    }

    /// Decodes strict UTF-8: text that does not round-trip is refused.
    static String utf8(byte[] bytes) {
        if (isAscii(bytes)) return new String(bytes, StandardCharsets.US_ASCII);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Malformed("UTF-8 text", "bytes that are not");
        }
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte each : bytes) if (each < 0) return false;
        return true;
    }
}
