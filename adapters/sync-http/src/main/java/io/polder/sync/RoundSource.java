package io.polder.sync;

import io.polder.chain.RoundBundle;
import java.util.List;

/// What a city has to give to its neighbours; `OrderCluster` has it.
public interface RoundSource {
    /// Certified rounds after the number, in order, at most the limit.
    List<RoundBundle> rounds(long after, int limit);

    /// The newest certified round.
    long certifiedRound();
}
