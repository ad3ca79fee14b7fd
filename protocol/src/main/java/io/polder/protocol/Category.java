package io.polder.protocol;

import io.polder.protocol.encoding.Malformed;
import java.util.Locale;

/// Who may take part in a chain.
public enum Category {
    /// The chain every node keeps: organisations, keys, chains, clusters, permissions.
    AUTHORITY,
    /// Anyone with a key reads and transacts.
    PUBLIC,
    /// Members decide who deploys, transacts and reads.
    CONSORTIUM,
    /// One owner; nobody else can tell it from a chain that does not exist.
    PRIVATE;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Category of(String text) {
        for (Category category : values()) if (category.text().equals(text)) return category;
        throw new Malformed("authority, public, consortium or private", "\"" + text + "\"");
    }
}
