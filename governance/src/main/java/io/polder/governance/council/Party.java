package io.polder.governance.council;

import io.polder.protocol.Address;
import io.polder.protocol.encoding.Malformed;
import java.util.Optional;
import java.util.SortedSet;

/// Somebody who wants to act, and the organisation that answers for it, if any.
public record Party(Address who, Optional<String> organisation) {
    static final String ANYONE = "anyone";
    static final String MEMBERS = "members";

    /// Whether it is among the holders: `anyone`, `members` with all that act for them, an organisation with all that
    /// act
    /// for it, or one address.
    boolean holds(Iterable<String> holders, SortedSet<String> members) {
        for (String holder : holders) if (is(holder, members)) return true;
        return false;
    }

    private boolean is(String holder, SortedSet<String> members) {
        return switch (holder) {
            case ANYONE -> true;
            case MEMBERS -> organisation.filter(members::contains).isPresent();
            default ->
                holder.equals(who.toString())
                        || holder.startsWith("org:")
                                && organisation
                                        .filter(o -> holder.equals("org:" + o))
                                        .isPresent();
        };
    }

    static String holder(String text) {
        if (text.equals(ANYONE) || text.equals(MEMBERS)) return text;
        try {
            return Address.parse(text).toString();
        } catch (Malformed e) {
            throw new Malformed("anyone, members, or an address such as org:hamburg", "\"" + text + "\"");
        }
    }
}
