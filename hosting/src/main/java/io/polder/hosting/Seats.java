package io.polder.hosting;

import io.polder.chain.OrderCluster;
import io.polder.protocol.Member;
import io.polder.protocol.Roster;
import io.polder.sync.SyncIdentity;
import java.util.Optional;

/// Who has a seat among all cities: by the genesis until the ledger is open, then by the newest roster in it.
public final class Seats implements SyncIdentity.Seats {
    private final Roster first;
    private volatile Optional<OrderCluster> cluster = Optional.empty();

    public Seats(Roster first) {
        this.first = first;
    }

    public void follow(OrderCluster opened) {
        cluster = Optional.of(opened);
    }

    @Override
    public Roster roster() {
        return cluster.map(OrderCluster::newestRoster).orElse(first);
    }

    @Override
    public Optional<Member> known(String node) {
        return cluster.map(c -> c.known(node)).orElseGet(() -> first.member(node));
    }
}
