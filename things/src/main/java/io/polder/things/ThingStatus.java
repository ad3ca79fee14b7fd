package io.polder.things;

import io.polder.protocol.encoding.Malformed;
import java.util.Locale;

/// Where a thing is in its life.
public enum ThingStatus {
    /// Known, but its key has not proven itself yet.
    ENROLLED,
    ACTIVE,
    SUSPENDED,
    /// For ever.
    RETIRED;

    private final String text = name().toLowerCase(Locale.ROOT);

    public String text() {
        return text;
    }

    static ThingStatus of(long number) {
        if (number < 0 || number >= values().length) throw new Malformed("a status from 0 to 3", number + "");
        return values()[(int) number];
    }
}
