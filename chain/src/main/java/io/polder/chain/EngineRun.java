package io.polder.chain;

import io.polder.consensus.Application;
import io.polder.consensus.Prepared;
import io.polder.consensus.Round;
import io.polder.consensus.Status;
import io.polder.protocol.Roster;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;

/// A cluster as the engine of one epoch sees it. Each engine counts its rounds from one, the ledger goes on counting;
/// what an engine orders after the last round of its epoch changes nothing.
record EngineRun(Roster roster, long base, OrderCluster cluster) implements Application {
    @Override
    public long durableRound() {
        return Math.max(0, cluster.durableRound(this) - base);
    }

    @Override
    public Prepared preHandle(long creator, Bytes transaction) {
        return cluster.preHandle(transaction);
    }

    @Override
    public void message(long sender, Bytes message) {
        cluster.message(this, sender, message);
    }

    @Override
    public Hash deliver(Round round) {
        return cluster.deliver(this, new Round(base + round.number(), round.time(), round.transactions()));
    }

    @Override
    public void seal(long round) {
        cluster.seal(this, base + round);
    }

    @Override
    public void restore(long round, Hash digest) {
        cluster.restore(this, base + round, digest);
    }

    @Override
    public boolean pending() {
        return cluster.pending();
    }

    @Override
    public void status(Status status) {
        cluster.status(this, status);
    }
}
