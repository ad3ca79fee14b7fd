package io.polder.gateway;

import io.polder.gateway.SenmlRecord.Field;
import io.polder.protocol.Reading.Value;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads the JSON of SenML (RFC 8428, 5; RFC 8259): an array of flat objects, so it needs no depth. Nested values,
/// duplicate names and bytes after the end are refused.
final class SenmlJson {
    private static final String DIGITS = "0123456789";

    private final String text;
    private int at;

    private SenmlJson(String text) {
        this.text = text;
    }

    static List<SenmlRecord> read(Bytes content) {
        return new SenmlJson(Cbor.utf8(content.shared())).pack();
    }

    private List<SenmlRecord> pack() {
        List<SenmlRecord> records = new ArrayList<>();
        expect('[');
        do {
            if (records.size() == Senml.RECORDS_MAX)
                throw new Malformed("at most " + Senml.RECORDS_MAX + " SenML records", "more");
            records.add(record());
        } while (comma(']'));
        blanks();
        if (at != text.length()) throw wrong("the end");
        return records;
    }

    private SenmlRecord record() {
        SenmlRecord record = new SenmlRecord();
        Set<String> unknown = new HashSet<>();
        expect('{');
        do {
            blanks();
            String label = string();
            expect(':');
            blanks();
            Optional<Field> field = Field.of(label);
            Value value = value(field.filter(f -> f == Field.DATA).isPresent());
            field.ifPresent(known -> record.put(known, value));
            if (field.isEmpty() && !unknown.add(label)) throw wrong("names that differ");
        } while (comma('}'));
        return record;
    }

    private Value value(boolean data) {
        char first = peek();
        if (first == '"') return data ? new Value.Data(base64(string())) : new Value.Words(string());
        if (first == 't') return word("true", new Value.Truth(true));
        if (first == 'f') return word("false", new Value.Truth(false));
        if (first == '-' || digit(first)) return new Value.Quantity(SenmlNumber.parse(number()));
        throw wrong("a string, a number, true or false");
    }

    private static Bytes base64(String coded) {
        try {
            return Bytes.wrap(Base64.getUrlDecoder().decode(coded));
        } catch (IllegalArgumentException e) {
            throw new Malformed("base64url in vd", "other characters");
        }
    }

    private Value word(String word, Value value) {
        if (!text.startsWith(word, at)) throw wrong(word);
        at += word.length();
        return value;
    }

    /// RFC 8259, 6: no leading zero, plus, or bare point.
    private String number() {
        int start = at;
        if (peek() == '-') at++;
        if (peek() == '0') at++;
        else digits();
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            digits();
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (peek() == '+' || peek() == '-') at++;
            digits();
        }
        return text.substring(start, at);
    }

    private void digits() {
        if (!digit(peek())) throw wrong("a digit");
        while (at < text.length() && digit(text.charAt(at))) at++;
    }

    private static boolean digit(char c) {
        return DIGITS.indexOf(c) >= 0;
    }

    private String string() {
        if (peek() != '"') throw wrong("a string");
        at++;
        StringBuilder out = new StringBuilder();
        while (peek() != '"') {
            char c = text.charAt(at++);
            if (c < ' ') throw wrong("no control character in a string");
            out.append(c == '\\' ? escaped() : c);
        }
        at++;
        String string = out.toString();
        // Half of a surrogate pair makes no text that could be signed.
        if (string.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE))
            throw wrong("whole characters in a string");
        return string;
    }

    private char escaped() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw wrong("an escape of JSON");
        };
    }

    private char unicode() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int hex = Character.digit(peek(), 16);
            if (hex < 0 || peek() > 'f') throw wrong("a hexadecimal digit");
            code = code << 4 | hex;
            at++;
        }
        return (char) code;
    }

    private boolean comma(char end) {
        blanks();
        char c = peek();
        if (c != ',' && c != end) throw wrong("a comma or " + end);
        at++;
        return c == ',';
    }

    private void expect(char c) {
        blanks();
        if (peek() != c) throw wrong("the character " + c);
        at++;
    }

    private void blanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
    }

    private char peek() {
        if (at >= text.length()) throw wrong("more JSON");
        return text.charAt(at);
    }

    private Malformed wrong(String expected) {
        return new Malformed(expected, at >= text.length() ? "the end" : "another character at " + at);
    }
}
