package io.polder.hosting;

import io.polder.chain.OrderCluster;
import io.polder.protocol.Member;
import io.polder.protocol.Roster;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.proof.Handover;
import io.polder.protocol.signature.Signatures;
import io.polder.sync.SyncIdentity;
import java.util.List;
import java.util.Optional;

/// Who has a seat among all cities: by the genesis until the ledger is open, then by the newest roster in it.
public final class Seats implements SyncIdentity.Seats {
    private final Roster first;
    private volatile Roster learnt;
    private volatile Optional<OrderCluster> cluster = Optional.empty();

    public Seats(Roster first) {
        this.first = first;
        this.learnt = first;
    }

    public void follow(OrderCluster opened) {
        cluster = Optional.of(opened);
    }

    @Override
    public Roster roster() {
        Roster own = cluster.map(OrderCluster::newestRoster).orElse(first);
        return own.epoch() < learnt.epoch() ? learnt : own;
    }

    @Override
    public synchronized void learn(Roster roster) {
        if (roster.epoch() > learnt.epoch()) learnt = roster;
    }

    /// Takes in what a member gave the operator: how the rosters up to now came to be, each named by the one before.
    public void learn(List<Handover> handovers, Hash network, Signatures signatures) {
        Roster before = first;
        for (Handover next : handovers) {
            Optional<String> fault = next.fault(network, before, signatures);
            if (fault.isPresent()) throw new Malformed("the roster of epoch " + (before.epoch() + 1), fault.get());
            before = next.roster();
        }
        learn(before);
    }

    @Override
    public Optional<Member> known(String node) {
        Optional<Member> own = cluster.map(c -> c.known(node)).orElseGet(() -> first.member(node));
        boolean behind = cluster.map(OrderCluster::newestRoster).orElse(first).epoch() < learnt.epoch();
        return behind ? learnt.member(node).or(() -> own) : own;
    }
}
