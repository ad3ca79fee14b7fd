package io.polder.chain;

import io.polder.protocol.Receipt;
import io.polder.protocol.encoding.Hash;

/// How a pending transaction ended.
public sealed interface Settlement {
    /// Its block is executed, stored and fsynced at this node.
    record Final(Hash id, long height, int index, Receipt receipt) implements Settlement {}

    /// A certified block whose time is past `expires` does not hold it, so none ever will.
    record Expired(Hash id) implements Settlement {}
}
