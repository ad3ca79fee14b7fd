package io.polder.sync;

import io.polder.protocol.Roster;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.SigningKey;
import java.time.InstantSource;

/// Who a city is towards the other cities of a cluster: its name and key in the roster, and the network.
public record SyncIdentity(String node, SigningKey key, Hash network, Roster roster, InstantSource clock) {
    public SyncIdentity {
        if (roster.member(node).filter(m -> m.key().equals(key.publicKey())).isEmpty())
            throw new IllegalArgumentException("the roster has no " + node + " with this key");
    }

    CityKeys keys() {
        return new CityKeys(node, network, key, clock);
    }

    @Override
    public String toString() {
        return "the identity of " + node;
    }
}
