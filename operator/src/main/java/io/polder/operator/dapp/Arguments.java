package io.polder.operator.dapp;

import com.fasterxml.jackson.databind.JsonNode;
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

/// Words of the command line as the arguments of a constructor, laid out as Solidity expects them.
final class Arguments {
    private static final Pattern NUMBER = Pattern.compile("(u?)int(\\d*)");
    private static final Pattern FIXED_BYTES = Pattern.compile("bytes(\\d+)");
    private static final Pattern WRITTEN = Pattern.compile("-?[0-9]+|0x[0-9a-fA-F]+");
    private static final int WORD_BITS = 256;
    /// No number of 256 bits has more characters, sign and prefix included.
    private static final int NUMBER_CHARACTERS_MAX = 80;

    /// An argument in the row: its word, or behind an offset its bytes.
    private record Laid(byte[] bytes, boolean open) {}

    private Arguments() {}

    static byte[] encode(JsonNode parameters, List<String> given) {
        if (parameters.size() != given.size())
            throw Failure.usage(
                    "the constructor takes " + parameters.size() + " arguments, got " + given.size(),
                    "It is constructor" + signature(parameters) + ".");
        List<Laid> laid = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            JsonNode parameter = parameters.get(i);
            laid.add(one(
                    new Place(
                            i + 1,
                            parameter.path("name").asText(),
                            parameter.path("type").asText()),
                    given.get(i)));
        }
        List<byte[]> parts = new ArrayList<>();
        int offset = laid.size() * Word.BYTES;
        for (Laid each : laid) {
            parts.add(each.open ? Word.of(offset).toBytes() : each.bytes);
            if (each.open) offset += each.bytes.length;
        }
        laid.stream().filter(Laid::open).map(Laid::bytes).forEach(parts::add);
        return Rlp.concat(parts.toArray(byte[][]::new));
    }

    /// Such as `(string name, uint256 supply)`.
    private static String signature(JsonNode parameters) {
        List<String> all = new ArrayList<>();
        for (JsonNode each : parameters)
            all.add((each.path("type").asText() + " " + each.path("name").asText()).strip());
        return "(" + String.join(", ", all) + ")";
    }

    /// Which argument it is.
    private record Place(int number, String name, String type) {
        Failure wrong(String expected, String got) {
            String shown = got.length() > NUMBER_CHARACTERS_MAX ? got.substring(0, NUMBER_CHARACTERS_MAX) + "…" : got;
            String called = name.isEmpty() ? "" : " (" + name + ")";
            return Failure.usage(
                    "argument " + number + called + ": expected " + expected + ", got \"" + shown + "\"",
                    "The constructor wants it as " + type + ".");
        }
    }

    private static Laid one(Place place, String text) {
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
                        "argument " + place.number + ": polder cannot encode a " + place.type,
                        "It takes uint, int, address, bool, string, bytes and bytes1 to bytes32; deploy this with"
                                + " ethers or hardhat.");
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
