package io.polder.governance;

import io.polder.protocol.encoding.Malformed;
import java.util.Locale;

/// What a key of an identity is good for.
public enum KeyUse {
    /// Signs whatever its identity may.
    SIGN,
    /// Signs questions at a door and no transaction.
    READ,
    /// Signs nothing but a recovery: it ends all other keys and brings in a new one.
    RECOVER,
    /// Signs as `SIGN` does, but a node keeps it for its owner: whatever it signs is marked in its receipt.
    HOSTED;

    private final String text = name().toLowerCase(Locale.ROOT);

    public String text() {
        return text;
    }

    static KeyUse of(String text) {
        for (KeyUse use : values()) if (use.text.equals(text)) return use;
        throw new Malformed("sign, read, recover or hosted", "\"" + text + "\"");
    }
}
