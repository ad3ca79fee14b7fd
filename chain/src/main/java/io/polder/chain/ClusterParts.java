package io.polder.chain;

import io.polder.contract.ContractEngine;
import io.polder.contract.EnvelopeReader;
import io.polder.ledger.Store;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Genesis;
import io.polder.protocol.Member;
import io.polder.protocol.Roster;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What an order cluster is made of: the network it is of, the city it runs at, where it keeps things, what it runs;
/// and
/// its chain, where it is another cluster than the network's first.
public record ClusterParts(
        Network net, City city, Stores stores, Frameworks frameworks, Neighbours neighbours, Optional<OwnChain> own) {
    public ClusterParts(Network net, City city, Stores stores, Frameworks frameworks, Neighbours neighbours) {
        this(net, city, stores, frameworks, neighbours, Optional.empty());
    }

    /// The network and the roster of the epoch.
    public record Network(Genesis genesis, Hash id, Roster roster) {}

    /// This city's place in the roster, its key, how it checks signatures, and its clock, which only the door uses.
    public record City(Member self, SigningKey key, Signatures signatures, InstantSource clock) {}

    /// The ledger's store, and another for what is accepted but not final.
    public record Stores(Store ledger, Store outbox) {}

    /// The frameworks beside the built-in one, and the envelopes they bring.
    public record Frameworks(List<ContractEngine> engines, List<EnvelopeReader> readers) {
        public static final Frameworks NONE = new Frameworks(List.of(), List.of());
    }

    Genesis genesis() {
        return net.genesis;
    }

    Hash network() {
        return net.id;
    }

    Roster roster() {
        return net.roster;
    }

    Member self() {
        return city.self;
    }

    SigningKey key() {
        return city.key;
    }

    Signatures signatures() {
        return city.signatures;
    }

    InstantSource clock() {
        return city.clock;
    }

    /// When the cluster's first block is, in epoch milliseconds.
    long beginning() {
        return own.map(OwnChain::time).orElseGet(genesis()::time);
    }

    /// The chains that this cluster orders from the beginning; others are founded later.
    List<ChainSpec> chains() {
        if (own.isPresent()) return List.of(own.get().spec());
        return net.genesis.chains().stream()
                .filter(c -> c.cluster().equals(net.roster.cluster()))
                .sorted(Comparator.comparing(ChainSpec::name))
                .toList();
    }

    /// What a cluster of one founded chain begins with: the chain, the block of the authority chain that opened the
    /// cluster (its time in epoch milliseconds, and its height), and that chain as this city keeps it.
    public record OwnChain(ChainSpec spec, long time, long height, AuthorityCopy authority) {}
}
