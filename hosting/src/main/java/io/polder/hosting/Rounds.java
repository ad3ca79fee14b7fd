package io.polder.hosting;

import io.polder.chain.OrderCluster;
import io.polder.chain.RoundBundle;
import io.polder.protocol.encoding.Bytes;
import io.polder.sync.RoundSource;
import java.util.List;

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
    public boolean take(Bytes wire) {
        return cluster.take(wire);
    }
}
