package io.polder.protocol.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CborTest {
    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "23, 17",
        "24, 1818",
        "255, 18ff",
        "256, 190100",
        "65536, 1a00010000",
        "4294967296, 1b0000000100000000",
        "-1, 20",
        "-24, 37",
        "-25, 3818",
        "-9223372036854775808, 3b7fffffffffffffff"
    })
    void an_integer_takes_its_shortest_form(long value, String hex) {
        assertThat(Cbor.of(value).encode().toHex()).isEqualTo(hex);
        assertThat(Cbor.decode(Bytes.hex(hex))).isEqualTo(Cbor.of(value));
    }

    @Test
    void map_keys_are_ordered_by_their_encoded_bytes() {
        Cbor map = Cbor.map(Cbor.of("a"), Cbor.of(1), Cbor.of(-1), Cbor.of(2), Cbor.of(10), Cbor.of(3));
        assertThat(map.encode().toHex()).isEqualTo("a3" + "0a03" + "2002" + "616101");
    }

    @Test
    void integer_keys_have_the_order_of_their_encodings_however_they_came() {
        List<Cbor> keys = new ArrayList<>();
        for (long value :
                new long[] {0, 1, 23, 24, 255, 256, 65_536, Long.MAX_VALUE, -1, -24, -25, -257, Long.MIN_VALUE})
            keys.add(Cbor.of(value));
        List<Bytes> encoded = keys.stream().map(Cbor::encode).toList();
        assertThat(encoded).isSorted();
        assertThat(keysOf(keys)).isEqualTo(keys);
        assertThat(keysOf(keys.reversed())).isEqualTo(keys);
        assertThatThrownBy(() -> keysOf(List.of(Cbor.of(1), Cbor.of(1)))).isInstanceOf(Malformed.class);
    }

    private static List<Cbor> keysOf(List<Cbor> keys) {
        Bytes map = new Cbor.Dictionary(
                        keys.stream().map(key -> Map.entry(key, Cbor.NULL)).toList())
                .encode();
        return Cbor.decode(map).asMap().entries().stream()
                .map(Map.Entry::getKey)
                .toList();
    }

    @Test
    void a_lie_about_the_length_allocates_nothing() {
        assertThatThrownBy(() -> Cbor.decode(Bytes.hex("9a7fffffff"))).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> Cbor.decode(Bytes.hex("5b7fffffffffffffff"))).isInstanceOf(Malformed.class);
    }

    @Test
    void nesting_is_bounded() {
        assertThatThrownBy(() -> Cbor.decode(Bytes.hex("81".repeat(40) + "00"))).isInstanceOf(Malformed.class);
    }

    @Test
    void decimals_are_exact() {
        assertThat(Cbor.decimal(new BigDecimal("14.625")).encode().toHex()).isEqualTo("c4822219" + "3921");
        assertThat(Cbor.decode(Bytes.hex("c48222193921")).asDecimal()).isEqualByComparingTo("14.625");
        assertThat(Cbor.decimal(new BigDecimal("100"))).isEqualTo(Cbor.of(100));
    }

    @Test
    void a_decimal_that_could_not_be_read_back_is_not_written() {
        BigDecimal least = new BigDecimal("1E-64");
        assertThat(Cbor.decode(Cbor.decimal(least).encode()).asDecimal()).isEqualTo(least);
        for (String beyond : List.of("1E-65", "1E+19", "9223372036854775808", "0.9223372036854775808"))
            assertThatThrownBy(() -> Cbor.decimal(new BigDecimal(beyond))).isInstanceOf(Malformed.class);
    }

    @Test
    void an_item_that_has_no_encoding_cannot_be_made() {
        for (String halves : List.of("\ud800", "a\udc00", "\ud800\ud800\udc00", "\udc00\ud800"))
            assertThatThrownBy(() -> Cbor.of(halves)).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> new Cbor.Tagged(-1, Cbor.NULL)).isInstanceOf(Malformed.class);
    }

    @Test
    void a_message_about_foreign_bytes_stays_short() {
        assertThatThrownBy(() -> Cbor.of("x".repeat(100_000)).asInt())
                .isInstanceOf(Malformed.class)
                .extracting(e -> e.getMessage().length())
                .isEqualTo("expected an integer, got ".length() + Malformed.GOT_MAX + 1);
    }
}
