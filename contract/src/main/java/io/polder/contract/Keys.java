package io.polder.contract;

import io.polder.protocol.encoding.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// State keys whose order is that of the names in them: a kind, then names that each but the last end with a zero byte,
/// which no name holds.
public final class Keys {
    private static final Bytes END = Bytes.of((byte) 0);

    private Keys() {}

    public static Bytes of(char kind, String... names) {
        return Bytes.utf8(kind + String.join("\0", names));
    }

    /// The beginning that all keys below these names share.
    public static Bytes below(char kind, String... names) {
        return Bytes.concat(of(kind, names), END);
    }

    /// The first key after all that begin with the prefix.
    public static Bytes end(Bytes prefix) {
        byte[] end = prefix.toArray();
        for (int i = end.length - 1; i >= 0; i--)
            if (end[i] != (byte) 0xff) {
                end[i]++;
                return Bytes.wrap(Arrays.copyOf(end, i + 1));
            }
        return Bytes.EMPTY;
    }

    /// The first key after this one.
    public static Bytes next(Bytes key) {
        return Bytes.concat(key, END);
    }

    /// The text from an index up to the next zero byte or the end.
    public static String name(Bytes key, int from) {
        int to = from;
        while (to < key.size() && key.at(to) != 0) to++;
        return new String(key.shared(), from, to - from, StandardCharsets.UTF_8);
    }
}
