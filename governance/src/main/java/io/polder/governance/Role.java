package io.polder.governance;

import io.polder.protocol.encoding.Malformed;
import java.util.Locale;

/// What an address may do for its organisation, from the most to the least.
public enum Role {
    /// The organisation itself.
    OWNER,
    /// Governs the organisation's operators and keys.
    ADMIN,
    /// Enrols, suspends and retires the organisation's things.
    OPERATOR,
    /// Reads what the organisation may read.
    READER,
    /// A city node: certifies, and vouches for what its gateway takes in.
    CITY;

    private final String text = name().toLowerCase(Locale.ROOT);

    public String text() {
        return text;
    }

    /// True for who may enrol and manage the organisation's things.
    public boolean managesThings() {
        return this == OWNER || this == ADMIN || this == OPERATOR;
    }

    /// True when this role may appoint and dismiss the other, and give or take its keys.
    public boolean governs(Role other) {
        return this == OWNER && other != OWNER || this == ADMIN && other.compareTo(ADMIN) > 0;
    }

    static Role of(String text) {
        for (Role role : values()) if (role.text.equals(text)) return role;
        throw new Malformed("owner, admin, operator, reader or city", "another role");
    }
}
