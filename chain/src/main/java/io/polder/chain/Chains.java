package io.polder.chain;

import io.polder.chain.attempt.Attempts;
import io.polder.governance.Authority;
import io.polder.governance.Mandate;
import io.polder.governance.council.Charter;
import io.polder.governance.council.Council;
import io.polder.ledger.MemoryStore;
import io.polder.ledger.Store;
import io.polder.protocol.Address;
import io.polder.protocol.Genesis;
import io.polder.protocol.Names;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// All chains that a city keeps, of whatever cluster.
public final class Chains {
    private final Genesis genesis;
    private final Hash network;
    private final List<OrderCluster> clusters = new CopyOnWriteArrayList<>();

    private final Attempts attempts;

    /// A city whose record of attempts ends with the process.
    public Chains(Genesis genesis, List<OrderCluster> clusters) {
        this(genesis, clusters, MemoryStore::new);
    }

    /// @param attempts where attempts on private chains are kept
    public Chains(Genesis genesis, List<OrderCluster> clusters, Supplier<Store> attempts) {
        this.attempts = new Attempts(this::hidden, attempts);
        this.genesis = genesis;
        this.network = genesis.id();
        this.clusters.addAll(clusters);
    }

    public Genesis genesis() {
        return genesis;
    }

    /// The network's id, which is its fingerprint.
    public Hash network() {
        return network;
    }

    /// What others tried on private chains, at whichever door of this city.
    public Attempts attempts() {
        return attempts;
    }

    /// Whether there is a private chain of this name in the network, kept here or not.
    public boolean hidden(String name) {
        return Names.valid(name)
                && Council.charter(clusters.getFirst().authority().now(), name)
                        .filter(Charter::hidden)
                        .isPresent();
    }

    /// Whether a signature holds under a key that the authority chain knows for an address.
    public boolean signed(Address who, Hash key, Bytes message, Bytes signature) {
        return clusters.stream().anyMatch(cluster -> cluster.signed(who, key, message, signature));
    }

    /// Whether a key is one under which an address may sign now.
    public boolean stands(Address who, Hash key) {
        return clusters.stream().anyMatch(cluster -> cluster.key(who, key).isPresent());
    }

    /// The organisation that answers for an address, as the authority chain has it now.
    public Optional<String> organisation(Address who) {
        return Authority.mandate(clusters.getFirst().authority().now(), who)
                .filter(Mandate::active)
                .map(Mandate::organisation);
    }

    public List<OrderCluster> clusters() {
        return List.copyOf(clusters);
    }

    /// A further cluster that this city takes part in from now on.
    public void add(OrderCluster cluster) {
        clusters.add(cluster);
    }

    /// A cluster that this city takes part in no longer.
    public void remove(OrderCluster cluster) {
        clusters.remove(cluster);
    }

    public Stream<Chain> all() {
        return clusters.stream().flatMap(c -> c.chains().stream());
    }

    public Optional<Chain> find(String name) {
        return all().filter(c -> c.name().equals(name)).findFirst();
    }
}
