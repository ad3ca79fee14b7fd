package io.polder.ledger;

import io.polder.protocol.encoding.Bytes;

/// A key of a space and its value.
public record Entry(Bytes key, Bytes value) {}
