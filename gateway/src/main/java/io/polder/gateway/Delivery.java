package io.polder.gateway;

import io.polder.protocol.encoding.Hash;

/// What became of an uplink.
public sealed interface Delivery {
    /// In the ledger: its block is executed, stored and fsynced at this node.
    record Final(Hash id, long height) implements Delivery {}

    /// Kept through a power cut and submitted until it is settled; only where the route says so.
    record Accepted(Hash id) implements Delivery {}

    /// Not taken, or ended without effect: a code for programs that never changes and a sentence for people.
    record Refused(String code, String detail) implements Delivery {}

    /// No room at the moment: nothing was kept, and the same message may come again.
    record Busy(String detail) implements Delivery {}
}
