package io.polder.chain;

import io.polder.protocol.encoding.Hash;

/// Where a transaction stands at this node.
public sealed interface Standing {
    record Unknown(Hash id) implements Standing {}

    /// In the outbox here, not in a block yet.
    record Pending(Hash id) implements Standing {}

    /// In a block; certified when more than two thirds of the roster have signed its round or a later one.
    record Settled(Settlement.Final settlement, boolean certified) implements Standing {}
}
