package io.polder.gateway;

import io.polder.chain.Admission;
import io.polder.chain.Chain;
import io.polder.protocol.Domain;
import io.polder.protocol.Limits;
import io.polder.protocol.Transaction;

/// The little that the gateway needs of a chain.
public interface ChainDoor {
    /// A chain of this node.
    static ChainDoor of(Chain chain) {
        return new LocalChain(chain);
    }

    String name();

    Domain domain();

    Limits limits();

    /// Blocks until the transaction is kept in the outbox or refused.
    Admission submit(Transaction transaction);
}
