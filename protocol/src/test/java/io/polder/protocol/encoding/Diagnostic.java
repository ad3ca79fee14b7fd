package io.polder.protocol.encoding;

import java.util.Map;
import java.util.stream.Collectors;

/// Writes an item in the diagnostic notation of RFC 8949, 8.
final class Diagnostic {
    private Diagnostic() {}

    static String of(Cbor item) {
        return switch (item) {
            case Cbor.Int(long value) -> Long.toString(value);
            case Cbor.Binary(Bytes value) -> "h'" + value.toHex() + "'";
            case Cbor.Text(String value) -> '"' + value + '"';
            case Cbor.Array array ->
                array.items().stream().map(Diagnostic::of).collect(Collectors.joining(", ", "[", "]"));
            case Cbor.Dictionary map ->
                map.entries().stream().map(Diagnostic::entry).collect(Collectors.joining(", ", "{", "}"));
            case Cbor.Tagged(long tag, Cbor tagged) -> tag + "(" + of(tagged) + ")";
            case Cbor.Bool(boolean value) -> Boolean.toString(value);
            case Cbor.Null() -> "null";
            case Cbor.Real(double value) -> Double.toString(value);
        };
    }

    private static String entry(Map.Entry<Cbor, Cbor> entry) {
        return of(entry.getKey()) + ": " + of(entry.getValue());
    }
}
