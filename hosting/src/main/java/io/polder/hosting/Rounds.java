package io.polder.hosting;

import io.polder.chain.OrderCluster;
import io.polder.chain.RoundBundle;
import io.polder.ledger.SnapshotPart;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.proof.Handover;
import io.polder.sync.RoundSource;
import java.util.List;
import java.util.Optional;

/// What this city gives to its neighbours of one cluster.
public record Rounds(OrderCluster cluster) implements RoundSource {
    @Override
    public List<RoundBundle> rounds(long after, int limit) {
        return cluster.rounds(after, limit);
    }

    @Override
    public long certifiedRound() {
        return cluster.status().rounds().certified();
    }

    @Override
    public long keptAfter() {
        return cluster.keptAfter();
    }

    @Override
    public List<Handover> handovers(long afterEpoch) {
        return cluster.handoversAfter(afterEpoch);
    }

    @Override
    public Optional<Bytes> snapshot(SnapshotPart part) {
        return cluster.snapshot(part);
    }

    @Override
    public boolean take(Bytes wire) {
        return cluster.take(wire);
    }
}
