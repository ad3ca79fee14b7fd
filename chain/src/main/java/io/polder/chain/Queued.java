package io.polder.chain;

import io.polder.protocol.Address;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;

/// A transaction of a foreign envelope that this city holds and no block does: its place in its sender's count, and the
/// place that the ledger expects next. It is offered when nothing is missing between the two.
public record Queued(Hash id, Bytes raw, Address sender, long sequence, long expected, boolean offered) {}
