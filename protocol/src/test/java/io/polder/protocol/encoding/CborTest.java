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
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1800",
                "190001",
                "1a00000001",
                "1b0000000000000001",
                "1bffffffffffffffff",
                "5f4101ff",
                "9f01ff",
                "a201020102",
                "a202010100",
                "61ff",
                "f7",
                "f8ff",
                "fa3f800000",
                "fb3ff0000000000000",
                "",
                "01 02",
                "820 1",
                "9bffffffff",
                "ff"
            })
    void every_other_encoding_is_refused(String hex) {
        assertThatThrownBy(() ->
                        Cbor.decode(Bytes.hex(hex.replace(" ", "").length() % 2 == 0 ? hex.replace(" ", "") : "ff")))
                .isInstanceOf(Malformed.class);
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
}
