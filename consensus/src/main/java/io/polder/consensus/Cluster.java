package io.polder.consensus;

import io.polder.protocol.encoding.Hash;
import java.util.List;

/// The fixed membership of one epoch. The anchor is what the epoch continues: the network id for the first one, else
/// the hash of the last header of the epoch before.
public record Cluster(Hash network, String name, long epoch, Hash anchor, List<Peer> peers) {
    public Cluster {
        peers = List.copyOf(peers);
        if (peers.isEmpty()) throw new IllegalArgumentException("a cluster has a member or more");
    }

    public Peer peer(long number) {
        return peers.stream()
                .filter(p -> p.number() == number)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no member " + number + " in cluster " + name));
    }
}
