package io.polder.governance.council;

import io.polder.protocol.encoding.Malformed;
import java.util.Locale;

/// The engines by which the cities of a cluster agree, and what each survives.
public enum Ordering {
    /// Withstands cities that lie, fewer than a third.
    HASHGRAPH(4, Integer.MAX_VALUE),
    /// Withstands cities that crash, fewer than half, and none that lies.
    RAFT(2, Integer.MAX_VALUE),
    /// One city.
    SOLO(1, 1);

    private final int min;
    private final int max;

    Ordering(int min, int max) {
        this.min = min;
        this.max = max;
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Ordering of(String text) {
        for (Ordering each : values()) if (each.text().equals(text)) return each;
        throw new Malformed("hashgraph, raft or solo", "\"" + text + "\"");
    }

    boolean takes(int cities) {
        return cities >= min && cities <= max;
    }

    String size() {
        return max == 1 ? "one city" : min + " cities or more";
    }

    /// How many of so many cities may lie.
    int lying(int cities) {
        return this == HASHGRAPH ? (cities - 1) / 3 : 0;
    }

    /// How many of so many cities may be silent.
    int crashed(int cities) {
        return switch (this) {
            case HASHGRAPH -> (cities - 1) / 3;
            case RAFT -> (cities - 1) / 2;
            case SOLO -> 0;
        };
    }
}
