package io.polder.gateway;

import io.polder.protocol.encoding.Hash;
import java.util.Optional;

/// What the registry says of a thing, as far as a door needs it.
///
/// @param key the thumbprint of its key; empty for a thing that has none
/// @param proxied whether its city may vouch for what it says unsigned
public record Registration(String thing, State state, String city, Optional<Hash> key, boolean proxied) {
    /// Where a thing stands in its life.
    public enum State {
        ENROLLED,
        ACTIVE,
        SUSPENDED,
        RETIRED
    }

    public boolean active() {
        return state == State.ACTIVE;
    }
}
