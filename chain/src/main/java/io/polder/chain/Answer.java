package io.polder.chain;

import io.polder.protocol.Address;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;

/// What a query returns.
public sealed interface Answer {
    /// The result, from the state after the block of this height.
    record Found(long height, Cbor result) implements Answer {}

    /// The contract refused.
    record Failed(String code, String detail, Bytes data) implements Answer {}

    /// The node has not reached the height that was asked for; it is at its own.
    record Behind(long asked, long own) implements Answer {}

    /// The height is no longer kept; the oldest kept one is named.
    record Pruned(long asked, long oldest) implements Answer {}

    /// An asker in words; who does not say who it is has the empty key's address.
    static String asker(Address asker) {
        return asker.equals(Address.key(Hash.ZERO)) ? "one who does not sign the question" : asker.toString();
    }
}
