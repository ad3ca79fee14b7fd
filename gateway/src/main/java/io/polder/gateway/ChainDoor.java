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

    /// Whether the chain is private, so that a door says nothing of it to others.
    default boolean hidden() {
        return false;
    }

    /// Whether the chain's policy lets a thing see it.
    default boolean seenBy(String thing) {
        return true;
    }

    /// Blocks until the transaction is kept in the outbox or refused.
    Admission submit(Transaction transaction);
}
