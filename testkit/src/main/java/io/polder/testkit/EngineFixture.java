package io.polder.testkit;

import io.polder.consensus.Cluster;
import io.polder.consensus.ConsensusEngine;
import io.polder.protocol.encoding.Hash;

/// What an adapter's own test gives the contract test: clusters of a size it likes, on this machine.
public interface EngineFixture {
    /// How many members each cluster has.
    int members();

    /// Transactions of this size in bytes are taken, one byte more is not.
    int payloadMax();

    /// More transactions than this cannot wait at a member.
    int queueMax();

    /// A cluster of numbers 0 to members - 1, with new keys and directories, on the same addresses for every epoch.
    Cluster found(long epoch, Hash anchor);

    /// A fresh engine over the keys and directory that belong to a member: after a restart it finds its log there.
    ConsensusEngine engine(Cluster cluster, long member);
}
