package io.polder.evm.statetest;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Optional;

/// The ways official test files write values.
final class Json {
    private Json() {}

    static byte[] bytes(JsonNode node) {
        return bytes(node.asText());
    }

    static byte[] bytes(String text) {
        String digits = text.startsWith("0x") ? text.substring(2) : text;
        return HexFormat.of().parseHex(digits.length() % 2 == 0 ? digits : "0" + digits);
    }

    /// Hexadecimal, at times with a mark that it is too large for its field.
    static BigInteger number(String text) {
        String digits = text.replaceFirst("^0x:bigint ", "");
        digits = digits.startsWith("0x") ? digits.substring(2) : digits;
        return digits.isEmpty() ? BigInteger.ZERO : new BigInteger(digits, 16);
    }

    static BigInteger number(JsonNode node) {
        return number(node.asText());
    }

    static Word word(JsonNode node) {
        return Word.of(number(node));
    }

    static Optional<Word> word(JsonNode parent, String field) {
        return parent.has(field) ? Optional.of(word(parent.get(field))) : Optional.empty();
    }

    static Address address(JsonNode node) {
        return Address.of(bytes(node));
    }

    static String hex(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }

    static String hex(Word word) {
        return hex(word.toBytes());
    }
}
