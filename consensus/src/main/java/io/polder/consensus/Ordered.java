package io.polder.consensus;

import io.polder.protocol.encoding.Bytes;

/// One transaction in its place, the member whose event carried it, and what `Application.preHandle` made of it here.
public record Ordered(long creator, Bytes transaction, Prepared prepared) {}
