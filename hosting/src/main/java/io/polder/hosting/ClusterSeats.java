package io.polder.hosting;

import io.polder.chain.AuthorityCopy;
import io.polder.chain.OrderCluster;
import io.polder.governance.council.Clusters;
import io.polder.protocol.Member;
import io.polder.protocol.Roster;
import io.polder.sync.SyncIdentity;
import java.util.Optional;

/// Who has a seat in a cluster of a chain of its own: by the authority chain, and until the hand-over has come here by
/// the cluster's own ledger too.
final class ClusterSeats implements SyncIdentity.Seats {
    private final String cluster;
    private final AuthorityCopy authority;
    private volatile Optional<OrderCluster> here = Optional.empty();

    ClusterSeats(String cluster, AuthorityCopy authority) {
        this.cluster = cluster;
        this.authority = authority;
    }

    void follow(OrderCluster opened) {
        here = Optional.of(opened);
    }

    @Override
    public Roster roster() {
        return Clusters.newest(authority.now(), cluster).orElseThrow().roster();
    }

    @Override
    public Optional<Member> known(String node) {
        return roster().member(node).or(() -> here.flatMap(c -> c.known(node)));
    }

    @Override
    public long until(String node) {
        boolean member = roster().member(node).isPresent();
        return member ? Long.MAX_VALUE : here.map(c -> c.until(node)).orElse(0L);
    }
}
