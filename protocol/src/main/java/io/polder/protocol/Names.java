package io.polder.protocol;

import io.polder.protocol.encoding.Malformed;

/// The one alphabet of names that are part of signed things: no spaces, no look-alikes, bounded.
public final class Names {
    public static final int LENGTH_MAX = 64;

    private Names() {}

    /// Letters, digits, dot, hyphen and underscore, beginning with a letter or digit, 1 to 64 of them.
    public static boolean valid(String name) {
        if (name.isEmpty() || name.length() > LENGTH_MAX || !alphanumeric(name.charAt(0))) return false;
        for (int i = 1; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!alphanumeric(c) && c != '.' && c != '-' && c != '_') return false;
        }
        return true;
    }

    static String require(String what, String name) {
        if (!valid(name))
            throw new Malformed(what + " named by 1 to 64 letters, digits, dots, hyphens or underscores", quoted(name));
        return name;
    }

    private static String quoted(String name) {
        return "\"" + (name.length() > LENGTH_MAX ? name.substring(0, LENGTH_MAX) + "…" : name) + "\"";
    }

    private static boolean alphanumeric(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }
}
