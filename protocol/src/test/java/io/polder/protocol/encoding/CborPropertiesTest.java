package io.polder.protocol.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBORObject;
import com.upokecenter.numbers.EInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// Holds the encoding to its claims for whatever item or bytes come, and to another library's opinion of them.
class CborPropertiesTest {
    @Property
    void an_item_survives_its_encoding(@ForAll("items") Cbor item) {
        assertThat(Cbor.decode(item.encode())).isEqualTo(item);
    }

    @Property
    void another_library_writes_the_same_bytes_and_reads_the_same_item(@ForAll("items") Cbor item) {
        CBORObject theirs = theirs(item);
        assertThat(item.encode()).isEqualTo(Bytes.wrap(theirs.EncodeToBytes()));
        assertThat(CBORObject.DecodeFromBytes(item.encode().toArray())).isEqualTo(theirs);
    }

    @Property(tries = 10_000)
    void bytes_are_refused_or_are_the_one_encoding_of_an_item(@ForAll @Size(max = 40) byte[] bytes) {
        assertRefusedOrCanonical(Bytes.of(bytes));
    }

    @Property(tries = 3_000)
    void bent_encodings_are_refused_or_are_the_one_encoding_of_another_item(
            @ForAll("items") Cbor item, @ForAll int place, @ForAll byte value, @ForAll @IntRange(max = 2) int bend) {
        assertRefusedOrCanonical(bent(item.encode(), place, value, bend));
    }

    private static void assertRefusedOrCanonical(Bytes bytes) {
        Cbor item;
        try {
            item = Cbor.decode(bytes);
        } catch (Malformed e) {
            assertThat(e).hasMessageStartingWith("expected ");
            return;
        }
        assertThat(item.encode()).isEqualTo(bytes);
        assertThat(Bytes.wrap(theirs(item).EncodeToBytes())).isEqualTo(bytes);
    }

    /// Changes, takes out or puts in one byte.
    private static Bytes bent(Bytes whole, int place, byte value, int bend) {
        int at = Math.floorMod(place, whole.size());
        Bytes before = whole.slice(0, at);
        Bytes after = whole.slice(at + (bend == 2 ? 0 : 1), whole.size());
        return bend == 1 ? Bytes.concat(before, after) : Bytes.concat(before, Bytes.of(value), after);
    }

    private static CBORObject theirs(Cbor item) {
        return switch (item) {
            case Cbor.Int(long value) -> CBORObject.FromObject(value);
            case Cbor.Binary(Bytes value) -> CBORObject.FromObject(value.toArray());
            case Cbor.Text(String value) -> CBORObject.FromObject(value);
            case Cbor.Array array -> {
                CBORObject theirs = CBORObject.NewArray();
                array.items().forEach(each -> theirs.Add(theirs(each)));
                yield theirs;
            }
            case Cbor.Dictionary map -> theirs(map);
            case Cbor.Tagged(long tag, Cbor tagged) -> CBORObject.FromObjectAndTag(theirs(tagged), bigTag(tag));
            case Cbor.Bool(boolean value) -> value ? CBORObject.True : CBORObject.False;
            case Cbor.Null() -> CBORObject.Null;
            // All NaN are one here; the other library keeps their payloads apart.
            case Cbor.Real(double value) -> CBORObject.FromObject(Double.isNaN(value) ? Double.NaN : value);
        };
    }

    private static EInteger bigTag(long tag) {
        return EInteger.FromInt64(tag);
    }

    /// The order of keys is not asked of the other library, which has one of its own, but taken from its bytes.
    private static CBORObject theirs(Cbor.Dictionary map) {
        TreeMap<Bytes, Map.Entry<CBORObject, CBORObject>> sorted = new TreeMap<>(Comparator.naturalOrder());
        for (Map.Entry<Cbor, Cbor> entry : map.entries()) {
            CBORObject key = theirs(entry.getKey());
            sorted.put(Bytes.wrap(key.EncodeToBytes()), Map.entry(key, theirs(entry.getValue())));
        }
        CBORObject theirs = CBORObject.NewOrderedMap();
        sorted.values().forEach(entry -> theirs.Add(entry.getKey(), entry.getValue()));
        return theirs;
    }

    @Provide
    Arbitrary<Cbor> items() {
        return items(3);
    }

    private static Arbitrary<Cbor> items(int depth) {
        if (depth == 0) return leaves();
        Arbitrary<Cbor> inner = items(depth - 1);
        // Other tags than COSE's and those nobody has given a meaning: a library may refuse what a known tag is put on.
        Arbitrary<Cbor> tagged = Combinators.combine(
                        Arbitraries.of(18L, 65_000L, 5_000_000_000L, Long.MAX_VALUE), inner)
                .as(Cbor.Tagged::new);
        Arbitrary<Cbor> arrays = inner.list().ofMaxSize(6).map(Cbor::array);
        Arbitrary<Cbor> maps = inner.list().ofMaxSize(10).map(CborPropertiesTest::map);
        return Arbitraries.frequencyOf(
                Tuple.of(4, leaves()), Tuple.of(2, arrays), Tuple.of(2, maps), Tuple.of(1, tagged));
    }

    private static Arbitrary<Cbor> leaves() {
        Arbitrary<Double> doubles = Arbitraries.oneOf(
                Arbitraries.doubles(),
                Arbitraries.floats().map(Float::doubleValue),
                Arbitraries.shorts().map(bits -> (double) Float.float16ToFloat(bits)),
                Arbitraries.longs().map(Double::longBitsToDouble));
        return Arbitraries.oneOf(
                Arbitraries.longs().map(Cbor::of),
                Arbitraries.integers().between(-300, 300).map(value -> Cbor.of(value.longValue())),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(300).map(bytes -> Cbor.of(Bytes.of(bytes))),
                Arbitraries.strings().ofMaxLength(40).map(CborPropertiesTest::text),
                doubles.map(Cbor.Real::new),
                Arbitraries.of(Cbor.NULL, Cbor.of(true), Cbor.of(false)));
    }

    /// Single characters at random may be halves of a pair, which are no text.
    private static Cbor text(String value) {
        return Cbor.of(value.codePoints()
                .filter(point -> point > 0xffff || !Character.isSurrogate((char) point))
                .mapToObj(Character::toString)
                .collect(Collectors.joining()));
    }

    /// Every other item of a list is the key of the next, if no key before was the same.
    private static Cbor map(List<Cbor> items) {
        Map<Cbor, Cbor> entries = new LinkedHashMap<>();
        for (int i = 0; i + 1 < items.size(); i += 2) entries.put(items.get(i), items.get(i + 1));
        return new Cbor.Dictionary(new ArrayList<>(entries.entrySet()));
    }
}
