package io.polder.chain;

import io.polder.consensus.ConsensusEngine;
import io.polder.protocol.Roster;
import io.polder.protocol.encoding.Hash;

/// Makes this city's consensus engine for an epoch of a cluster; it is started and closed by who asked for it.
public interface Engines {
    /// @param roster the members, of which this city is one
    /// @param anchor what the epoch continues
    ConsensusEngine engine(Roster roster, Hash anchor);
}
