package io.polder.sync;

import io.polder.chain.RoundBundle;
import io.polder.protocol.encoding.Bytes;
import java.util.List;

/// What a city has to give to its neighbours; `OrderCluster` has it.
public interface RoundSource {
    /// Certified rounds after the number, in order, at most the limit.
    List<RoundBundle> rounds(long after, int limit);

    /// The newest certified round.
    long certifiedRound();

    /// Takes a transaction that a city without a seat hands on; false when it is not for this city.
    default boolean take(Bytes wire) {
        return false;
    }
}
