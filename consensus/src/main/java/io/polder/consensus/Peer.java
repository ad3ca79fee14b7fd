package io.polder.consensus;

import io.polder.protocol.encoding.Bytes;

/// One member of a cluster as an engine sees it: its number in the cluster, where it listens, and the public half of
/// the keys it made for this cluster and epoch, in the engine's own form.
public record Peer(long number, String name, String host, int port, Bytes engineKey) {}
