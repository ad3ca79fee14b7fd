package io.polder.sync;

import io.polder.chain.RoundBundle;
import io.polder.ledger.SnapshotPart;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.proof.Handover;
import java.util.List;
import java.util.Optional;

/// What a city has to give to its neighbours; `OrderCluster` has it.
public interface RoundSource {
    /// Certified rounds after the number, in order, at most the limit.
    List<RoundBundle> rounds(long after, int limit);

    /// The newest certified round.
    long certifiedRound();

    /// The round up to which this city gives none: it began with what others kept after it; -1 if it has all.
    default long keptAfter() {
        return -1;
    }

    /// How the rosters of all epochs after one came to be.
    default List<Handover> handovers(long afterEpoch) {
        return List.of();
    }

    /// A part of what is kept after a round; empty when it is not kept here.
    default Optional<Bytes> snapshot(SnapshotPart part) {
        return Optional.empty();
    }

    /// Takes a transaction that a city without a seat hands on; false when it is not for this city.
    default boolean take(Bytes wire) {
        return false;
    }
}
