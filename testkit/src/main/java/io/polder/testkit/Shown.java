package io.polder.testkit;

import io.polder.protocol.encoding.Cbor;
import java.util.List;

/// Reads what queries return: a field of a map, or a field of each map in an array.
public final class Shown {
    private Shown() {}

    public static Cbor field(Cbor map, String name) {
        return map.asMap().find(Cbor.of(name)).orElseThrow(() -> new AssertionError("no " + name + " in " + map));
    }

    public static String text(Cbor map, String name) {
        return field(map, name).asText();
    }

    public static List<String> texts(Cbor maps, String name) {
        return maps.asArray().stream().map(map -> text(map, name)).toList();
    }

    public static List<Cbor> fields(Cbor maps, String name) {
        return maps.asArray().stream().map(map -> field(map, name)).toList();
    }
}
