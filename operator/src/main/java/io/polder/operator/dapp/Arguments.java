package io.polder.operator.dapp;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.polder.cli.Failure;
import io.polder.evm.rlp.Rlp;
import io.polder.evm.word.Word;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Words of the command line as the arguments of a constructor, laid out as Solidity expects them. Arrays and structs
/// are
/// written as JSON.
final class Arguments {
    private static final Pattern NUMBER = Pattern.compile("(u?)int(\\d*)");
    private static final Pattern FIXED_BYTES = Pattern.compile("bytes(\\d+)");
    private static final Pattern ARRAY = Pattern.compile("(.+)\\[(\\d*)]");
    private static final Pattern WRITTEN = Pattern.compile("-?[0-9]+|0x[0-9a-fA-F]+");
    private static final String TUPLE = "tuple";
    private static final int WORD_BITS = 256;
    /// No number of 256 bits has more characters, sign and prefix included.
    private static final int NUMBER_CHARACTERS_MAX = 80;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    /// A value as it stands in the row of values: itself, or behind an offset if its size is open.
    private record Laid(byte[] bytes, boolean open) {
        int head() {
            return open ? Word.BYTES : bytes.length;
        }
    }

    private Arguments() {}

    static byte[] encode(JsonNode parameters, List<String> given) {
        if (parameters.size() != given.size())
            throw Failure.usage(
                    "the constructor takes " + parameters.size() + " arguments, got " + given.size(),
                    "It is constructor" + signature(parameters) + ".");
        List<Laid> laid = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            JsonNode parameter = parameters.get(i);
            String name = parameter.path("name").asText();
            String where = "argument " + (i + 1) + (name.isEmpty() ? "" : " (" + name + ")");
            Place place = new Place(where, parameter.path("type").asText(), parameter.path("components"));
            laid.add(lay(place, read(place, given.get(i))));
        }
        return row(laid);
    }

    /// Such as `(string name, (address who, uint8 part)[] owners)`.
    private static String signature(JsonNode parameters) {
        List<String> all = new ArrayList<>();
        for (JsonNode each : parameters) {
            String type = each.path("type").asText();
            String shown =
                    type.startsWith(TUPLE) ? signature(each.path("components")) + type.substring(TUPLE.length()) : type;
            all.add((shown + " " + each.path("name").asText()).strip());
        }
        return "(" + String.join(", ", all) + ")";
    }

    /// The types as they are hashed into a selector, such as `(string,(address,uint8)[])`.
    static String types(JsonNode parameters) {
        List<String> all = new ArrayList<>();
        for (JsonNode each : parameters) {
            String type = each.path("type").asText();
            all.add(type.startsWith(TUPLE) ? types(each.path("components")) + type.substring(TUPLE.length()) : type);
        }
        return "(" + String.join(",", all) + ")";
    }

    /// Which value it is; components are those of a struct, or of the structs in an array.
    private record Place(String where, String type, JsonNode components) {
        boolean isSimple() {
            return !type.startsWith(TUPLE) && !type.endsWith("]");
        }

        Place in(String step, String inner, JsonNode its) {
            return new Place(where + step, inner, its);
        }

        Failure wrong(String expected, String got) {
            String shown = got.length() > NUMBER_CHARACTERS_MAX ? got.substring(0, NUMBER_CHARACTERS_MAX) + "…" : got;
            String called = type.startsWith(TUPLE) ? types(components) + type.substring(TUPLE.length()) : type;
            return Failure.usage(
                    where + ": expected " + expected + ", got \"" + shown + "\"",
                    "The constructor wants it as " + called + ".");
        }
    }

    private static JsonNode read(Place place, String text) {
        if (place.isSimple()) return TextNode.valueOf(text);
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw place.wrong("JSON such as [1, \"0xab\", [true]]", text);
        }
    }

    private static Laid lay(Place place, JsonNode value) {
        Matcher array = ARRAY.matcher(place.type);
        if (array.matches()) return array(place, array, value);
        if (place.type.equals(TUPLE)) return struct(place, value);
        if (!value.isTextual() && (place.type.equals("string") || !value.isIntegralNumber() && !value.isBoolean()))
            throw place.wrong("a text in quotes, a whole number, true or false", value.toString());
        return simple(place, value.asText());
    }

    private static Laid array(Place place, Matcher type, JsonNode value) {
        boolean open = type.group(2).isEmpty();
        if (!value.isArray()) throw place.wrong("an array such as [1, 2]", value.toString());
        if (!open && !type.group(2).equals(Integer.toString(value.size())))
            throw place.wrong(type.group(2) + " items", value.size() + " items");
        List<Laid> items = new ArrayList<>();
        for (JsonNode each : value)
            items.add(lay(place.in("[" + items.size() + "]", type.group(1), place.components), each));
        byte[] row = row(items);
        return open
                ? new Laid(Rlp.concat(Word.of(items.size()).toBytes(), row), true)
                : new Laid(row, items.stream().anyMatch(Laid::open));
    }

    /// An array in the order of the fields, or an object by their names.
    private static Laid struct(Place place, JsonNode value) {
        int size = place.components.size();
        if (!value.isContainerNode() || value.size() != size)
            throw place.wrong("a struct of " + size + " fields: [1, 2] or {\"name\": 1}", value.toString());
        List<Laid> fields = new ArrayList<>();
        for (JsonNode each : place.components) {
            String name = each.path("name").asText();
            JsonNode its = value.isArray() ? value.get(fields.size()) : value.path(name);
            Place inner = place.in(
                    "." + (name.isEmpty() ? fields.size() : name),
                    each.path("type").asText(),
                    each.path("components"));
            if (its.isMissingNode()) throw inner.wrong("a field of this name", "none");
            fields.add(lay(inner, its));
        }
        return new Laid(row(fields), fields.stream().anyMatch(Laid::open));
    }

    /// Values in a row: what has no fixed size stands behind all others, and its offset in its place.
    private static byte[] row(List<Laid> values) {
        List<byte[]> parts = new ArrayList<>();
        int offset = values.stream().mapToInt(Laid::head).sum();
        for (Laid each : values) {
            parts.add(each.open ? Word.of(offset).toBytes() : each.bytes);
            if (each.open) offset += each.bytes.length;
        }
        values.stream().filter(Laid::open).map(Laid::bytes).forEach(parts::add);
        return Rlp.concat(parts.toArray(byte[][]::new));
    }

    private static Laid simple(Place place, String text) {
        Matcher number = NUMBER.matcher(place.type);
        if (number.matches()) return new Laid(number(place, number, text), false);
        Matcher fixed = FIXED_BYTES.matcher(place.type);
        if (fixed.matches()) {
            int length = Integer.parseInt(fixed.group(1));
            byte[] bytes = hex(place, text);
            if (bytes.length != length) throw place.wrong(length + " bytes as 0x and " + 2 * length + " digits", text);
            return new Laid(Arrays.copyOf(bytes, Word.BYTES), false);
        }
        return switch (place.type) {
            case "address" -> new Laid(address(place, text), false);
            case "bool" ->
                switch (text) {
                    case "true" -> new Laid(Word.ONE.toBytes(), false);
                    case "false" -> new Laid(Word.ZERO.toBytes(), false);
                    default -> throw place.wrong("true or false", text);
                };
            case "string" -> open(text.getBytes(StandardCharsets.UTF_8));
            case "bytes" -> open(hex(place, text));
            default ->
                throw Failure.usage(
                        place.where + ": polder cannot encode a " + place.type,
                        "It takes uint, int, address, bool, string, bytes, bytes1 to bytes32, and arrays and structs of"
                                + " them; deploy this with ethers or hardhat.");
        };
    }

    private static byte[] number(Place place, Matcher type, String text) {
        boolean signed = type.group(1).isEmpty();
        int bits = type.group(2).isEmpty() ? WORD_BITS : Integer.parseInt(type.group(2));
        BigInteger smallest = signed ? BigInteger.TWO.pow(bits - 1).negate() : BigInteger.ZERO;
        BigInteger beyond = BigInteger.TWO.pow(signed ? bits - 1 : bits);
        String range = "a whole number from " + (signed ? "-2^" + (bits - 1) : "0") + " to 2^"
                + (signed ? bits - 1 : bits) + " - 1";
        if (text.length() > NUMBER_CHARACTERS_MAX || !WRITTEN.matcher(text).matches()) throw place.wrong(range, text);
        BigInteger value = text.startsWith("0x") ? new BigInteger(text.substring(2), 16) : new BigInteger(text);
        if (value.compareTo(smallest) < 0 || value.compareTo(beyond) >= 0) throw place.wrong(range, text);
        return Word.wrapping(value).toBytes();
    }

    private static byte[] address(Place place, String text) {
        String expected = "an address of 0x and 40 digits";
        if (!text.matches("0x[0-9a-fA-F]{40}")) throw place.wrong(expected, text);
        String digits = text.substring(2);
        boolean mixed = !digits.equals(digits.toLowerCase(java.util.Locale.ROOT))
                && !digits.equals(digits.toUpperCase(java.util.Locale.ROOT));
        if (mixed && !Checksum.of(text).equals(text))
            throw place.wrong("an address whose capitals fit (EIP-55), " + Checksum.of(text), text);
        return Word.of(new BigInteger(digits, 16)).toBytes();
    }

    private static Laid open(byte[] bytes) {
        int padded = (bytes.length + Word.BYTES - 1) / Word.BYTES * Word.BYTES;
        return new Laid(Rlp.concat(Word.of(bytes.length).toBytes(), Arrays.copyOf(bytes, padded)), true);
    }

    private static byte[] hex(Place place, String text) {
        try {
            if (text.startsWith("0x")) return HexFormat.of().parseHex(text.substring(2));
        } catch (IllegalArgumentException e) {
            throw place.wrong("bytes as 0x and an even number of hexadecimal digits", text);
        }
        throw place.wrong("bytes as 0x and an even number of hexadecimal digits", text);
    }
}
