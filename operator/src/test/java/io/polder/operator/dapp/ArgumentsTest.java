package io.polder.operator.dapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.polder.cli.Failure;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Arguments beside the examples of Solidity's own document of its layout, and beside what ethers makes of the same.
class ArgumentsTest {
    private static final String OWNER =
            "{\"type\":\"tuple\",\"name\":\"owner\",\"components\":[{\"type\":\"address\",\"name\":\"who\"},"
                    + "{\"type\":\"uint96\",\"name\":\"part\"}]}";
    private static final String ONES = "0x" + "11".repeat(20);
    private static final String TWOS = "0x" + "22".repeat(20);

    private static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode types(String... types) {
        StringBuilder all = new StringBuilder();
        for (String type : types) {
            String one = type.startsWith("{") ? type : "{\"type\":\"" + type + "\",\"name\":\"\"}";
            all.append(all.isEmpty() ? "" : ",").append(one);
        }
        return json("[" + all + "]");
    }

    private static String encoded(JsonNode types, String... words) {
        return HexFormat.of().formatHex(Arguments.encode(types, List.of(words)));
    }

    /// Words, each of which ends (or, with a dot behind it, begins) with these digits.
    private static String words(String... digits) {
        StringBuilder all = new StringBuilder();
        for (String each : digits)
            if (each.endsWith(".")) all.append(each, 0, each.length() - 1).append("0".repeat(65 - each.length()));
            else all.append("0".repeat(64 - each.length())).append(each);
        return all.toString();
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII)) + ".";
    }

    @Test
    void an_array_between_fixed_and_open_values_is_as_solidity_says() {
        String bytes = HexFormat.of().formatHex("Hello, world!".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThat(encoded(
                        types("uint256", "uint32[]", "bytes10", "bytes"),
                        "0x123",
                        "[\"0x456\", 1929]",
                        "0x31323334353637383930",
                        "0x" + bytes))
                .isEqualTo(words("123", "80", hex("1234567890"), "e0", "2", "456", "789", "d", hex("Hello, world!")));
    }

    @Test
    void arrays_of_arrays_and_of_texts_are_as_solidity_says() {
        assertThat(encoded(types("uint256[][]", "string[]"), "[[1, 2], [3]]", "[\"one\",\"two\",\"three\"]"))
                .isEqualTo(words(
                        "40",
                        "140",
                        "2",
                        "40",
                        "a0",
                        "2",
                        "1",
                        "2",
                        "1",
                        "3",
                        "3",
                        "60",
                        "a0",
                        "e0",
                        "3",
                        hex("one"),
                        "3",
                        hex("two"),
                        "5",
                        hex("three")));
    }

    @Test
    void structs_of_fixed_size_stand_in_their_row_as_ethers_lays_them() {
        String flagged =
                "{\"type\":\"tuple[]\",\"name\":\"\",\"components\":[{\"type\":\"string\"},{\"type\":\"bool\"}]}";
        String owners = OWNER.replace("\"tuple\"", "\"tuple[2]\"");
        String[] expected = {
            "1".repeat(40), "1", "2".repeat(40), "2", "c0", "100", "1", "78.", "1", "20", "40", "1", "1", "79."
        };
        String byOrder = "[[\"" + ONES + "\", 1], [\"" + TWOS + "\", 2]]";
        String byName = "[{\"part\":1,\"who\":\"" + ONES + "\"}, {\"who\":\"" + TWOS + "\",\"part\":\"0x2\"}]";
        for (String written : List.of(byOrder, byName))
            assertThat(encoded(types(owners, "string", flagged), written, "x", "[[\"y\", true]]"))
                    .isEqualTo(words(expected));
        assertThat(encoded(types("bool[2][]"), "[]")).isEqualTo(words("20", "0"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "uint8[] | [1, 256] | argument 1[1]: expected a whole number from 0 to 2^8 - 1, got \"256\"",
                "uint8[] | [1, 1.0] | argument 1[1]: expected a text in quotes, a whole number",
                "uint8[] | [null] | argument 1[0]: expected a text in quotes, a whole number",
                "uint8[] | 1 | argument 1: expected an array",
                "uint8[] | [1 | argument 1: expected JSON",
                "uint8[] | [1] 2 | argument 1: expected JSON",
                "uint8[2] | [1] | argument 1: expected 2 items, got \"1 items\"",
                "uint8[2][] | [[1, 2], [3]] | argument 1[1]: expected 2 items",
                "uint8[][2] | [[1, 2]] | argument 1: expected 2 items",
                "string[] | [5] | argument 1[0]: expected a text in quotes",
                "bool[] | [\"yes\"] | argument 1[0]: expected true or false",
                "fixed128x18[] | [\"1\"] | argument 1[0]: polder cannot encode a fixed128x18"
            })
    void a_wrong_item_is_named_by_its_place(String type, String given, String words) {
        assertThatThrownBy(() -> encoded(types(type), given))
                .isInstanceOf(Failure.class)
                .hasMessageContaining(words);
    }

    @Test
    void a_wrong_field_is_named_and_none_may_be_left_out_or_added() {
        JsonNode owner = types(OWNER);
        assertThatThrownBy(() -> encoded(owner, "[\"" + ONES + "\", -1]"))
                .hasMessageContaining("argument 1 (owner).part: expected a whole number from 0");
        assertThatThrownBy(() -> encoded(owner, "[\"" + ONES + "\"]")).hasMessageContaining("a struct of 2 fields");
        assertThatThrownBy(() -> encoded(owner, "{\"who\":\"" + ONES + "\",\"share\":1}"))
                .hasMessageContaining("argument 1 (owner).part: expected a field of this name");
        assertThatThrownBy(() -> encoded(owner, "{\"who\":\"" + ONES + "\",\"who\":1}"))
                .hasMessageContaining("expected JSON");
        assertThatThrownBy(() -> encoded(owner, "\"" + ONES + "\"")).hasMessageContaining("a struct of 2 fields");
    }

    @Test
    void the_constructor_is_shown_with_the_fields_of_its_structs() {
        JsonNode owners = types(OWNER.replace("\"tuple\"", "\"tuple[]\""));
        assertThatThrownBy(() -> encoded(owners))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.next()).contains("((address who, uint96 part)[] owner)"));
        assertThat(Arguments.types(owners)).isEqualTo("((address,uint96)[])");
    }
}
