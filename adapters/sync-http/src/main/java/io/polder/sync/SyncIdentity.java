package io.polder.sync;

import io.polder.protocol.Roster;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.SigningKey;
import java.time.InstantSource;
import java.util.function.Supplier;

/// Who a city is towards the other cities of a cluster: its name and key, the network, and who is in the roster, which
/// changes with the epochs.
public record SyncIdentity(String node, SigningKey key, Hash network, Supplier<Roster> rosters, InstantSource clock) {
    /// One in a roster that stays as it is.
    public SyncIdentity(String node, SigningKey key, Hash network, Roster roster, InstantSource clock) {
        this(node, key, network, () -> roster, clock);
        if (roster.member(node).filter(m -> m.key().equals(key.publicKey())).isEmpty())
            throw new IllegalArgumentException("the roster has no " + node + " with this key");
    }

    Roster roster() {
        return rosters.get();
    }

    CityKeys keys() {
        return new CityKeys(node, network, key, clock);
    }

    @Override
    public String toString() {
        return "the identity of " + node;
    }
}
