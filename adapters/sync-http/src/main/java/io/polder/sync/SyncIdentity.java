package io.polder.sync;

import io.polder.protocol.Member;
import io.polder.protocol.Roster;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.SigningKey;
import java.time.InstantSource;
import java.util.Optional;

/// Who a city is towards the other cities of a cluster: its name and key, the network, and who else there is, which
/// changes with the epochs.
public record SyncIdentity(String node, SigningKey key, Hash network, Seats seats, InstantSource clock) {
    /// Who has a seat in the cluster, and who had one.
    public interface Seats {
        /// The newest roster, begun or decided.
        Roster roster();

        /// Takes in a roster that is proven.
        default void learn(Roster roster) {}

        /// A city by its newest seat: who has left may go on to follow.
        Optional<Member> known(String node);

        /// The last round that a known city may have. One for whom there is an end may hand on transactions, and has
        /// nothing else.
        default long until(String node) {
            return Long.MAX_VALUE;
        }
    }

    /// One in a roster that stays as it is.
    public SyncIdentity(String node, SigningKey key, Hash network, Roster roster, InstantSource clock) {
        this(node, key, network, fixed(roster), clock);
        if (roster.member(node).filter(m -> m.key().equals(key.publicKey())).isEmpty())
            throw new IllegalArgumentException("the roster has no " + node + " with this key");
    }

    static Seats fixed(Roster roster) {
        return new Seats() {
            @Override
            public Roster roster() {
                return roster;
            }

            @Override
            public Optional<Member> known(String node) {
                return roster.member(node);
            }
        };
    }

    Roster roster() {
        return seats.roster();
    }

    CityKeys keys() {
        return new CityKeys(node, network, key, clock);
    }

    @Override
    public String toString() {
        return "the identity of " + node;
    }
}
