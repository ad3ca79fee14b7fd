package io.polder.ledger;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.tree.Versioned;

/// A key of a namespace and what is held under it.
public record Slot(Bytes key, Versioned held) {}
