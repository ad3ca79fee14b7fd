package io.polder.chain;

import io.polder.ledger.SnapshotPart;
import io.polder.protocol.Roster;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.proof.Handover;
import java.util.List;
import java.util.Optional;

/// The other cities of a cluster, from whom a city fetches what it missed. What they give is not trusted.
public interface Neighbours {
    /// Nobody to ask: a cluster of one.
    Neighbours NONE = new Neighbours() {
        @Override
        public List<RoundBundle> rounds(long after, int limit) {
            return List.of();
        }

        @Override
        public void blame(String why) {}
    };

    /// Certified rounds with blocks after this round number, in order, at most the limit; empty when nobody has more or
    /// nobody answers. May block for some seconds.
    List<RoundBundle> rounds(long after, int limit);

    /// Asks a neighbour to have a transaction ordered, for a city that has no seat in the roster; false when none takes
    /// it. May block for some seconds.
    default boolean offer(Bytes wire) {
        return false;
    }

    /// A roster that is proven: from now on its members are asked as well.
    default void learn(Roster roster) {}

    /// How the rosters after an epoch came to be, in order, as one of them says; not checked.
    default List<Handover> handovers(long afterEpoch) {
        return List.of();
    }

    /// A part of what a city keeps after a round; empty when nobody keeps it or nobody answers. May block for some
    /// seconds.
    default Optional<Bytes> snapshot(SnapshotPart part) {
        return Optional.empty();
    }

    /// What the last call gave did not hold: whoever gave it is dropped for a while and counted.
    void blame(String why);
}
