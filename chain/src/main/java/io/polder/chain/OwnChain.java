package io.polder.chain;

import io.polder.protocol.ChainSpec;

/// What a cluster of one founded chain begins with: the chain, the block of the authority chain that opened the cluster
/// (its time in epoch milliseconds, and its height), and that chain as this city keeps it.
public record OwnChain(ChainSpec spec, long time, long height, AuthorityCopy authority) {}
