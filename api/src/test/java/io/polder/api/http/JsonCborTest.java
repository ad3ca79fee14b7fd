package io.polder.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCborTest {
    @Property(tries = 500)
    void every_item_comes_back_from_json_as_it_was(@ForAll("items") Cbor item) {
        JsonNode json = JsonCbor.toJson(item);
        Cbor back = JsonCbor.toCbor(Json.parse(Bytes.wrap(Json.bytes(json))));
        assertThat(back.encode()).isEqualTo(item.encode());
    }

    @Property(tries = 2_000)
    void whatever_is_sent_is_an_item_or_refused(@ForAll("texts") String text) {
        try {
            Cbor item = JsonCbor.toCbor(Json.parse(Bytes.utf8(text)));
            assertThat(Cbor.decode(item.encode())).isEqualTo(item);
        } catch (Malformed e) {
            assertThat(e).hasMessageStartingWith("expected ");
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ",",
                        ":",
                        "\"$bytes\"",
                        "\"$tag\"",
                        "\"item\"",
                        "\"$map\"",
                        "\"$float\"",
                        "\"AQ\"",
                        "\"A\"",
                        "1",
                        "-1",
                        "1.50",
                        "1e400",
                        "-0.0",
                        "99999999999999999999",
                        "1e-64",
                        "1e-70",
                        "\"\\ud800\"",
                        "null",
                        "true",
                        "\"NaN\"",
                        "4",
                        "\"a\"")
                .list()
                .ofMaxSize(14)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<Cbor> items() {
        return Arbitraries.lazyOf(
                () -> Arbitraries.longs().map(Cbor::of),
                () -> Arbitraries.strings()
                        .all()
                        .ofMaxLength(8)
                        .filter(JsonCborTest::wellFormed)
                        .map(Cbor::of),
                () -> Arbitraries.bytes().array(byte[].class).ofMaxSize(8).map(b -> Cbor.of(Bytes.of(b))),
                () -> Arbitraries.of(Cbor.NULL, Cbor.of(true), Cbor.of(false)),
                () -> Arbitraries.doubles().map(Cbor.Real::new),
                () -> Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, -0.0, 0.1)
                        .map(Cbor.Real::new),
                () -> Arbitraries.longs()
                        .flatMap(digits -> Arbitraries.longs()
                                .between(-70, 70)
                                .map(scale -> new Cbor.Tagged(4, Cbor.array(Cbor.of(scale), Cbor.of(digits))))),
                () -> items().map(item -> new Cbor.Tagged(18, item)),
                () -> items().list().ofMaxSize(3).map(Cbor::array),
                () -> items().list().ofMaxSize(3).map(JsonCborTest::numbered),
                () -> Arbitraries.maps(Arbitraries.of("a", "b", "$", "$bytes", "item"), items())
                        .ofMaxSize(3)
                        .map(JsonCborTest::named));
    }

    private static boolean wellFormed(String text) {
        return Bytes.utf8(text).toUtf8().equals(text);
    }

    private static Cbor numbered(List<Cbor> values) {
        List<Map.Entry<Cbor, Cbor>> entries = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) entries.add(Map.entry(Cbor.of(i), values.get(i)));
        return new Cbor.Dictionary(entries);
    }

    private static Cbor named(Map<String, Cbor> values) {
        List<Map.Entry<Cbor, Cbor>> entries = new ArrayList<>();
        values.forEach((name, value) -> entries.add(Map.entry(Cbor.of(name), value)));
        return new Cbor.Dictionary(entries);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "1 | 01",
                "-1 | 20",
                "\"a\" | 6161",
                "null | f6",
                "[1,\"a\"] | 82016161",
                "{\"a\":1} | a1616101",
                "21.5 | c48220 18d7",
                "21.50 | c48220 18d7",
                "2.0e1 | 14",
                "{\"$bytes\":\"AQI\"} | 420102",
                "{\"$float\":\"1.5\"} | f93e00",
                "{\"$tag\":18,\"item\":1} | d201",
                "{\"$map\":[[1,2]]} | a10102",
                "-0.0 | 00"
            })
    void the_mapping_is_as_the_specification_says(String json, String hex) {
        assertThat(JsonCbor.toCbor(Json.parse(Bytes.utf8(json))).encode().toHex())
                .isEqualTo(hex.replace(" ", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9223372036854775808",
                "1e30",
                "1e-65",
                "1.23456789012345678901",
                "{\"$bytes\":\"AR\"}",
                "{\"$bytes\":\"AQ==\"}",
                "{\"$bytes\":1}",
                "{\"$x\":1}",
                "{\"$tag\":-1,\"item\":1}",
                "{\"$tag\":1}",
                "{\"$map\":[[1]]}",
                "{\"$map\":[[1,2],[1,3]]}",
                "{\"$float\":\"x\"}",
                "\"\\ud800\"",
                "{\"\\udc00\":1}"
            })
    void what_has_no_item_is_refused(String json) {
        assertThatThrownBy(() -> JsonCbor.toCbor(Json.parse(Bytes.utf8(json)))).isInstanceOf(Malformed.class);
    }

    @Test
    void nesting_is_bounded() {
        String deep = "[".repeat(40) + "]".repeat(40);
        assertThatThrownBy(() -> JsonCbor.toCbor(Json.parse(Bytes.utf8(deep)))).isInstanceOf(Malformed.class);
        String deeper = "[".repeat(100_000);
        assertThatThrownBy(() -> Json.parse(Bytes.utf8(deeper))).isInstanceOf(Malformed.class);
    }
}
