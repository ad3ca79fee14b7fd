package io.polder.protocol;

import io.polder.protocol.encoding.Malformed;
import java.util.Locale;

/// Whose word a reading is. The three are kept apart for ever.
public enum Origin {
    /// The thing signed this one reading; every city checked it.
    SIGNED,
    /// The thing signed the frame that holds it; every city checked that.
    FRAME,
    /// A city's gateway vouches for it; the thing signed nothing.
    PROXIED;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Origin of(long number) {
        if (number < 0 || number >= values().length) throw new Malformed("an origin from 0 to 2", number + "");
        return values()[(int) number];
    }
}
