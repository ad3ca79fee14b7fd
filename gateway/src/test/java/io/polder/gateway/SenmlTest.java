package io.polder.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.upokecenter.cbor.CBORObject;
import io.polder.protocol.Reading;
import io.polder.protocol.Reading.Value;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Malformed;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/// SenML packs become readings as RFC 8428 says, and nothing else does.
class SenmlTest {
    private static final String THING = "DEHH008";
    private static final long NOW = 1_800_000_000_123L;
    private static final ObjectMapper JACKSON = new ObjectMapper();

    private static List<Reading> json(String text) {
        return Senml.json(Bytes.utf8(text), THING, NOW);
    }

    private static Reading quantity(String name, String unit, String number, long time) {
        return new Reading(
                Optional.of(THING), name, Optional.of(unit), new Value.Quantity(new BigDecimal(number)), time);
    }

    @Test
    void the_multiple_datapoints_of_rfc_8428_resolve() {
        assertThat(json("[{\"bn\":\"urn:dev:ow:10e2073a0108006:\",\"bt\":1.276020076001e+09,\"bu\":\"A\",\"bver\":5,"
                        + "\"n\":\"voltage\",\"u\":\"V\",\"v\":120.1},"
                        + "{\"n\":\"current\",\"t\":-5,\"v\":1.2},{\"n\":\"current\",\"t\":-4,\"v\":1.3}]"))
                .containsExactly(
                        quantity("voltage", "V", "120.1", 1_276_020_076_001L),
                        quantity("current", "A", "1.2", 1_276_020_071_001L),
                        quantity("current", "A", "1.3", 1_276_020_072_001L));
    }

    @Test
    void the_cbor_of_rfc_8428_resolves_to_the_same() {
        Bytes cbor = Bytes.hex("87a721781b75726e3a6465763a6f773a3130653230373361303130383030"
                + "363a22fb41d303a15b00106223614120050067766f6c7461676501615602"
                + "fb405e066666666666a3006763757272656e74062402fb3ff33333333333"
                + "33a3006763757272656e74062302fb3ff4cccccccccccda3006763757272"
                + "656e74062202fb3ff6666666666666a3006763757272656e74062102f93e"
                + "00a3006763757272656e74062002fb3ff999999999999aa3006763757272"
                + "656e74060002fb3ffb333333333333");
        List<Reading> readings = Senml.cbor(cbor, THING, NOW);
        assertThat(readings).hasSize(7);
        assertThat(readings.getFirst()).isEqualTo(quantity("voltage", "V", "120.1", 1_276_020_076_001L));
        assertThat(readings.getLast()).isEqualTo(quantity("current", "A", "1.7", 1_276_020_076_001L));
    }

    @Test
    void indefinite_arrays_and_maps_and_decimal_fractions_are_taken() {
        Bytes cbor = Bytes.hex("9fbf0064706d313002c48201187b" + "ffff");
        assertThat(Senml.cbor(cbor, THING, NOW).getFirst().value())
                .isEqualTo(new Value.Quantity(new BigDecimal("1.23E+3")));
    }

    @Test
    void every_kind_of_value_is_kept() {
        assertThat(json("[{\"n\":\"a\",\"vs\":\"open \\u00b0\\ud83d\\ude00\"},{\"n\":\"b\",\"vb\":true},"
                                + "{\"n\":\"c\",\"vd\":\"aGkgCg\"}]")
                        .stream()
                        .map(Reading::value))
                .containsExactly(
                        new Value.Words("open °😀"), new Value.Truth(true), new Value.Data(Bytes.utf8("hi \n")));
    }

    @Test
    void times_below_two_to_the_28_are_relative_to_now() {
        assertThat(json("[{\"n\":\"a\",\"v\":1}]").getFirst().time()).isEqualTo(NOW);
        assertThat(json("[{\"n\":\"a\",\"v\":1,\"t\":-1.5}]").getFirst().time()).isEqualTo(NOW - 1_500);
        assertThat(json("[{\"n\":\"a\",\"v\":1,\"t\":268435456}]").getFirst().time())
                .isEqualTo(268_435_456_000L);
    }

    @Test
    void base_values_are_added_and_records_of_base_fields_alone_are_no_readings() {
        assertThat(json("[{\"bn\":\"DEHH008:\",\"bv\":20,\"bu\":\"Cel\",\"bt\":1700000000},{\"n\":\"t\",\"v\":1.5}]"))
                .containsExactly(quantity("t", "Cel", "21.5", 1_700_000_000_000L));
    }

    @Test
    void labels_that_are_not_known_are_ignored_unless_they_must_be_understood() {
        assertThat(json("[{\"n\":\"a\",\"v\":1,\"note\":\"x\"}]")).hasSize(1);
        refused("[{\"n\":\"a\",\"v\":1,\"note_\":\"x\"}]");
    }

    @Test
    void a_pack_may_not_name_another_thing() {
        refused("[{\"bn\":\"DEBE010:\",\"n\":\"pm10\",\"v\":1}]");
        refused("[{\"n\":\"DEBE010/pm10\",\"v\":1}]");
        assertThat(json("[{\"n\":\"DEHH008/pm10\",\"v\":1}]").getFirst().name()).isEqualTo("pm10");
    }

    @Test
    void what_no_reading_can_keep_is_refused() {
        for (String text : List.of(
                "",
                "[]",
                "{}",
                "[{}]",
                "[{\"n\":\"a\"}]",
                "[{\"v\":1}]",
                "[{\"n\":\"a\",\"v\":1},]",
                "[{\"n\":\"a\",\"v\":1}] x",
                "[{\"n\":\"a\",\"v\":1,\"v\":2}]",
                "[{\"n\":\"a\",\"v\":1,\"vs\":\"b\"}]",
                "[{\"n\":\"a\",\"v\":\"1\"}]",
                "[{\"n\":\"a\",\"v\":01}]",
                "[{\"n\":\"a\",\"v\":1.}]",
                "[{\"n\":\"a\",\"v\":+1}]",
                "[{\"n\":\"a\",\"v\":NaN}]",
                "[{\"n\":\"a\",\"v\":1e999999999}]",
                "[{\"n\":\"a\",\"v\":null}]",
                "[{\"n\":\"a\",\"v\":[1]}]",
                "[{\"n\":\"a\",\"s\":1}]",
                "[{\"n\":\"a\",\"v\":1,\"bver\":11}]",
                "[{\"n\":\"a b\",\"v\":1}]",
                "[{\"n\":\"a\",\"vs\":\"\\ud83d\"}]",
                "[{\"n\":\"a\",\"vs\":\"\n\"}]",
                "[{\"n\":\"a\",\"v\":1,\"t\":-1e30}]",
                "[{\"n\":\"a\",\"vd\":\"a+b/\"}]")) refused(text);
        refused("[" + "{\"n\":\"a\",\"v\":1},".repeat(1_000) + "{\"n\":\"a\",\"v\":1}]");
        refused(" ".repeat(Senml.BYTES_MAX) + "[{\"n\":\"a\",\"v\":1}]");
    }

    private static void refused(String text) {
        assertThatThrownBy(() -> json(text)).as(text).isInstanceOf(Malformed.class);
    }

    @Property
    void no_bytes_break_the_readers(@ForAll byte[] bytes) {
        readOrRefuse(() -> Senml.json(Bytes.of(bytes), THING, NOW));
        readOrRefuse(() -> Senml.cbor(Bytes.of(bytes), THING, NOW));
    }

    @Property
    void no_change_of_a_byte_breaks_the_readers(@ForAll byte change, @ForAll @Size(min = 1, max = 4) List<Byte> at) {
        byte[] json = "[{\"bn\":\"DEHH008:\",\"bt\":1.7e9},{\"n\":\"a\",\"v\":-1.5e3,\"t\":2}]".getBytes();
        byte[] cbor = Bytes.hex(
                        "82a2216844454848303038 3a22 1a6553f100a300616102fbc097700000000000 0602".replace(" ", ""))
                .toArray();
        for (byte index : at) {
            json[Math.floorMod(index, json.length)] ^= change;
            cbor[Math.floorMod(index, cbor.length)] ^= change;
        }
        readOrRefuse(() -> Senml.json(Bytes.of(json), THING, NOW));
        readOrRefuse(() -> Senml.cbor(Bytes.of(cbor), THING, NOW));
    }

    private static void readOrRefuse(Runnable read) {
        try {
            read.run();
        } catch (Malformed e) {
            assertThat(e.getMessage()).startsWith("expected ");
        }
    }

    @Test
    void a_number_of_single_precision_keeps_what_was_meant() {
        assertThat(SenmlNumber.of(21.3f)).isEqualByComparingTo("21.3");
        assertThat(SenmlNumber.of(1_279_325.75f)).isEqualByComparingTo("1279325.75");
        assertThat(SenmlNumber.of(21.3)).isEqualByComparingTo("21.3");
        assertThatThrownBy(() -> SenmlNumber.of(Double.NaN)).isInstanceOf(Malformed.class);
    }

    @Property
    void whatever_text_jackson_writes_is_read_back(@ForAll String words) throws IOException {
        if (words.isEmpty() || words.length() > Reading.TEXT_MAX) return;
        byte[] pack = JACKSON.writeValueAsBytes(List.of(Map.of("n", "a", "vs", words)));
        if (!new String(pack, java.nio.charset.StandardCharsets.UTF_8).contains("?") || words.contains("?"))
            assertThat(json(new String(pack, java.nio.charset.StandardCharsets.UTF_8))
                            .getFirst()
                            .value())
                    .isEqualTo(new Value.Words(words));
    }

    @Property
    void numbers_mean_the_same_in_json_in_cbor_and_to_jackson(@ForAll @DoubleRange(min = -1e9, max = 1e9) double number)
            throws IOException {
        String text = "[{\"n\":\"a\",\"v\":" + number + "}]";
        JsonNode expected = JACKSON.readTree(text).get(0).get("v");
        CBORObject record = CBORObject.NewMap().Add(0, "a").Add(2, number);
        byte[] cbor = CBORObject.NewArray().Add(record).EncodeToBytes();
        BigDecimal fromJson = ((Value.Quantity) json(text).getFirst().value()).number();
        BigDecimal fromCbor = ((Value.Quantity)
                        Senml.cbor(Bytes.of(cbor), THING, NOW).getFirst().value())
                .number();
        assertThat(fromJson).isEqualByComparingTo(new BigDecimal(expected.asText()));
        // What an encoder may shrink to single precision is told to that precision.
        if ((float) number == number) assertThat(fromCbor.floatValue()).isEqualTo((float) number);
        else assertThat(fromCbor.doubleValue()).isEqualTo(number);
    }
}
