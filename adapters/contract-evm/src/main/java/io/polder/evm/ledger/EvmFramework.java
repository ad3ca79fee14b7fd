package io.polder.evm.ledger;

import io.polder.chain.ClusterParts;
import java.util.List;

/// The EVM as a node takes it in: the engine, and the reader of Ethereum's envelopes.
public final class EvmFramework {
    private EvmFramework() {}

    /// By the newest rules. The seed is any number that strangers do not
    /// know.
    public static ClusterParts.Frameworks of(long seed) {
        return of(EvmRules.standard(seed));
    }

    public static ClusterParts.Frameworks of(EvmRules rules) {
        return new ClusterParts.Frameworks(List.of(new EvmEngine(rules)), List.of(new EthereumEnvelopes(rules)));
    }
}
