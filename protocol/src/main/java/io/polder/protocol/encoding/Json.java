package io.polder.protocol.encoding;

import java.util.List;
import java.util.Optional;

/// A JSON value in one strict form: members in the order they were written, integers of 64 bits as the only numbers,
/// one way to write each text. Only the white space between tokens is free: docs/spec/proof.md, 7.
public sealed interface Json {
    int DEPTH_MAX = 128;

    /// An object; no name comes twice.
    record Object(List<Member> members) implements Json {
        public Object {
            members = List.copyOf(members);
        }

        public Optional<Json> find(String name) {
            return members.stream()
                    .filter(m -> m.name.equals(name))
                    .map(Member::value)
                    .findFirst();
        }
    }

    /// A named value of an object.
    record Member(String name, Json value) {}

    /// An array.
    record Array(List<Json> items) implements Json {
        public Array {
            items = List.copyOf(items);
        }
    }

    /// A string.
    record Text(String value) implements Json {}

    /// An integer.
    record Number(long value) implements Json {}

    /// True or false.
    record Bool(boolean value) implements Json {}

    /// The null value.
    record Null() implements Json {}

    Json NULL = new Null();

    static Json of(String value) {
        return new Text(value);
    }

    static Json of(long value) {
        return new Number(value);
    }

    static Json of(boolean value) {
        return new Bool(value);
    }

    static Json array(List<Json> items) {
        return new Array(items);
    }

    static Object object(Member... members) {
        return new Object(List.of(members));
    }

    static Member member(String name, Json value) {
        return new Member(name, value);
    }

    /// Reads exactly one value that fills the text.
    static Json parse(String text) {
        return new JsonReader(text).read();
    }

    /// The text without any white space.
    default String write() {
        StringBuilder out = new StringBuilder(256);
        JsonWriter.write(this, out);
        return out.toString();
    }

    default long asNumber() {
        if (this instanceof Number(long value)) return value;
        throw wrong("an integer");
    }

    default String asText() {
        if (this instanceof Text(String value)) return value;
        throw wrong("a string");
    }

    default List<Json> asArray() {
        if (this instanceof Array(List<Json> items)) return items;
        throw wrong("an array");
    }

    default Object asObject() {
        if (this instanceof Object object) return object;
        throw wrong("an object");
    }

    private Malformed wrong(String expected) {
        String got = write();
        return new Malformed(expected, got.length() > 80 ? got.substring(0, 80) + "…" : got);
    }
}
