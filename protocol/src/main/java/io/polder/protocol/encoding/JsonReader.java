package io.polder.protocol.encoding;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads one value and refuses whatever the writer would not have written, but for white space.
final class JsonReader {
    /// The characters with an escape of their own, and its letter.
    static final String ESCAPED = "\"\\\b\f\n\r\t";

    static final String NAMES = "\"\\bfnrt";

    private static final int DIGITS_MAX = 19;

    private final String text;
    private int at;

    JsonReader(String text) {
        this.text = text;
    }

    Json read() {
        Json value = value(0);
        space();
        if (at < text.length()) throw wrong("the end after one value");
        return value;
    }

    private Json value(int depth) {
        if (depth > Json.DEPTH_MAX) throw new Malformed("at most " + Json.DEPTH_MAX + " levels", "more");
        space();
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> Json.of(string());
            case 't' -> word("true", Json.of(true));
            case 'f' -> word("false", Json.of(false));
            case 'n' -> word("null", Json.NULL);
            default -> number();
        };
    }

    private Json object(int depth) {
        List<Json.Member> members = new ArrayList<>();
        Set<String> names = new HashSet<>();
        take('{');
        if (!ended('}')) {
            do {
                space();
                String name = string();
                if (!names.add(name)) throw new Malformed("names that differ", "\"" + name + "\" twice");
                space();
                take(':');
                members.add(Json.member(name, value(depth + 1)));
            } while (another('}'));
        }
        return new Json.Object(members);
    }

    private Json array(int depth) {
        List<Json> items = new ArrayList<>();
        take('[');
        if (!ended(']')) {
            do items.add(value(depth + 1));
            while (another(']'));
        }
        return new Json.Array(items);
    }

    private boolean ended(char end) {
        space();
        if (peek() != end) return false;
        at++;
        return true;
    }

    private boolean another(char end) {
        if (ended(end)) return false;
        take(',');
        return true;
    }

    private Json word(String word, Json value) {
        if (!text.startsWith(word, at)) throw wrong("a value");
        at += word.length();
        return value;
    }

    private Json number() {
        int start = at;
        if (peek() == '-') at++;
        int digits = at;
        while (peek() >= '0' && peek() <= '9') at++;
        String number = text.substring(start, at);
        boolean padded = text.startsWith("0", digits) && (at - digits > 1 || digits > start);
        if (at == digits || padded || at - digits > DIGITS_MAX) throw wrong("a value, of numbers integers alone");
        try {
            return Json.of(Long.parseLong(number));
        } catch (NumberFormatException e) {
            throw new Malformed("an integer of 64 bits", number);
        }
    }

    private String string() {
        take('"');
        StringBuilder out = new StringBuilder();
        while (true) {
            char c = next();
            if (c == '"') return out.toString();
            if (c < ' ') throw wrong("an escape for a control character");
            out.append(c == '\\' ? escaped() : c);
        }
    }

    private char escaped() {
        char name = next();
        int known = NAMES.indexOf(name);
        if (known >= 0) return ESCAPED.charAt(known);
        if (name != 'u' || !text.startsWith("00", at) || at + 4 > text.length()) throw wrong("the shortest escape");
        at += 2;
        int high = "01".indexOf(next());
        int low = "0123456789abcdef".indexOf(next());
        char c = (char) (high << 4 | low);
        if (high < 0 || low < 0 || ESCAPED.indexOf(c) >= 0) throw wrong("the shortest escape");
        return c;
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
    }

    /// The next character, or a zero at the end, which no value begins with.
    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private char next() {
        if (at == text.length()) throw wrong("one more character");
        return text.charAt(at++);
    }

    private void take(char expected) {
        if (peek() != expected || at == text.length()) throw wrong("'" + expected + "'");
        at++;
    }

    private Malformed wrong(String expected) {
        String got = at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
        return new Malformed(expected, got + " at character " + at);
    }
}
