package io.polder.governance;

import io.polder.protocol.signature.PublicKey;

/// What the authority chain says of a key under which an address signed.
public sealed interface KeyStanding {
    /// The key may sign for its address what its use says.
    record Active(PublicKey key, Role role, String organisation, KeyUse use) implements KeyStanding {
        public Active(PublicKey key, Role role, String organisation) {
            this(key, role, organisation, KeyUse.SIGN);
        }
    }

    /// The organisation is suspended, and all that acts for it.
    record Suspended(String organisation) implements KeyStanding {}

    /// The key was revoked, rotated away or ran out at this time, in epoch milliseconds.
    record Revoked(long since) implements KeyStanding {}

    /// The address has or had no such key.
    record Unknown() implements KeyStanding {}
}
