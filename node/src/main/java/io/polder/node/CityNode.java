package io.polder.node;

import io.polder.api.node.OperatorDesk;
import io.polder.chain.Chains;
import io.polder.chain.ClusterParts;
import io.polder.chain.OrderCluster;
import io.polder.consensus.Cluster;
import io.polder.consensus.ConsensusEngine;
import io.polder.consensus.Peer;
import io.polder.evm.ledger.EvmFramework;
import io.polder.hashgraph.Hashgraph;
import io.polder.hashgraph.HashgraphKeys;
import io.polder.hashgraph.HashgraphSettings;
import io.polder.home.CityConfig;
import io.polder.home.CityHome;
import io.polder.hosting.Hosting;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Genesis;
import io.polder.protocol.Member;
import io.polder.protocol.Roster;
import io.polder.protocol.encoding.Hash;
import io.polder.rocksdb.RocksDbStore;
import io.polder.rocksdb.SharedMemory;
import io.polder.solo.Solo;
import io.polder.sync.Patience;
import io.polder.sync.SyncIdentity;
import io.polder.sync.SyncNeighbours;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;

/// One city node: everything of one city, put together. Several may run in one process.
public final class CityNode implements AutoCloseable {
    private final OrderCluster cluster;
    private final Chains chains;
    private final Doors doors;
    private final SyncNeighbours neighbours;
    private final Hosting hosting;

    private CityNode(OrderCluster cluster, Chains chains, Doors doors, SyncNeighbours neighbours, Hosting hosting) {
        this.cluster = cluster;
        this.chains = chains;
        this.doors = doors;
        this.neighbours = neighbours;
        this.hosting = hosting;
    }

    /// The ports that the doors took.
    public record Ports(int api, int mqtt, int http) {}

    /// Starts the city whose folder this is. The memory is shared by all cities of the process.
    public static CityNode start(CityHome home, SharedMemory memory) {
        Genesis genesis = home.genesis();
        Hash network = genesis.id();
        Roster roster = genesis.roster();
        CityConfig config = home.config();
        Member self = roster.member(config.name())
                .orElseThrow(() -> new IllegalArgumentException(
                        "expected a genesis that names the city node " + config.name() + ", got one of "
                                + roster.members().stream().map(Member::name).toList()));
        SyncIdentity identity = new SyncIdentity(self.name(), home.cityKey(), network, roster, InstantSource.system());
        SyncNeighbours neighbours = new SyncNeighbours(identity, Patience.STANDARD);
        ClusterParts parts = new ClusterParts(
                new ClusterParts.Network(genesis, network, roster),
                new ClusterParts.City(self, home.cityKey(), Providers.signatures(), InstantSource.system()),
                new ClusterParts.Stores(
                        RocksDbStore.open(home.ledger(), memory), RocksDbStore.open(home.outbox(), memory)),
                EvmFramework.of(new SecureRandom().nextLong()),
                neighbours);
        OrderCluster cluster = OrderCluster.open(parts);
        Chains chains = new Chains(genesis, List.of(cluster));
        Doors doors = Doors.open(home, chains, identity, cluster);
        cluster.start(engine(home, network, roster, self));
        Desk desk = new Desk(home, chains, self, Clock.systemUTC());
        Hosting hosting = Hosting.start(
                new Hosting.Place(home, self, memory, doors.vertx()),
                cluster.authority(),
                chains,
                new Hosting.Tools(Providers.signatures(), () -> EvmFramework.of(new SecureRandom().nextLong())),
                call -> desk.submit(ChainSpec.AUTHORITY, OperatorDesk.Signer.CITY, call));
        return new CityNode(cluster, chains, doors, neighbours, hosting);
    }

    private static ConsensusEngine engine(CityHome home, Hash network, Roster roster, Member self) {
        List<Peer> peers = roster.members().stream()
                .map(m -> new Peer(
                        m.number(), m.name(), m.gossip().host(), m.gossip().port(), m.engineKey()))
                .toList();
        Cluster cluster = new Cluster(network, roster.cluster(), roster.epoch(), network, peers);
        if (peers.size() == 1) return new Solo(cluster, InstantSource.system());
        return new Hashgraph(
                cluster,
                self.number(),
                HashgraphKeys.load(home.engineKeyFile(roster.epoch())),
                home.engine(roster.epoch()),
                HashgraphSettings.standard());
    }

    public OrderCluster cluster() {
        return cluster;
    }

    public Chains chains() {
        return chains;
    }

    public Ports ports() {
        return new Ports(
                doors.api().port(),
                doors.devices().get(0).port(),
                doors.devices().get(1).port());
    }

    @Override
    public void close() {
        hosting.close();
        doors.close();
        cluster.close();
        neighbours.close();
    }
}
