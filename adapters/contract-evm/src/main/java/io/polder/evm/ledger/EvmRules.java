package io.polder.evm.ledger;

import io.polder.evm.fork.Fork;
import io.polder.evm.secp256k1.Secp256k1;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// By which rules a network's EVM runs: the fork from each height on, and the curve. The seed orders the places in hash
/// tables and nothing else; strangers should not know it.
public record EvmRules(NavigableMap<Long, Fork> forks, Secp256k1 curve, long seed) {
    public EvmRules {
        forks = new TreeMap<>(forks);
        if (forks.isEmpty() || forks.firstKey() > 0)
            throw new IllegalArgumentException("expected a fork from height 0 on, got " + forks);
    }

    /// The newest fork from the first block on.
    public static EvmRules standard(long seed) {
        return new EvmRules(new TreeMap<>(Map.of(0L, Fork.OSAKA)), Secp256k1.best(), seed);
    }

    public Fork forkAt(long height) {
        return forks.floorEntry(height).getValue();
    }
}
