package io.polder.node;

import io.polder.api.node.OperatorDesk;
import io.polder.chain.Chains;
import io.polder.chain.ClusterParts;
import io.polder.chain.OrderCluster;
import io.polder.evm.ledger.EvmFramework;
import io.polder.home.CityConfig;
import io.polder.home.CityHome;
import io.polder.hosting.Hosting;
import io.polder.hosting.MainEngines;
import io.polder.hosting.Readiness;
import io.polder.hosting.Seats;
import io.polder.hosting.Settling;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.CityCard;
import io.polder.protocol.Genesis;
import io.polder.protocol.Member;
import io.polder.protocol.Roster;
import io.polder.protocol.encoding.Hash;
import io.polder.rocksdb.RocksDbStore;
import io.polder.rocksdb.SharedMemory;
import io.polder.sync.Patience;
import io.polder.sync.SyncIdentity;
import io.polder.sync.SyncNeighbours;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// One city node: everything of one city, put together. Several may run in one process.
public final class CityNode implements AutoCloseable {
    private final OrderCluster cluster;
    private final Chains chains;
    private final Doors doors;
    private final SyncNeighbours neighbours;
    private final Tasks tasks;

    private CityNode(OrderCluster cluster, Chains chains, Doors doors, SyncNeighbours neighbours, Tasks tasks) {
        this.cluster = cluster;
        this.chains = chains;
        this.doors = doors;
        this.neighbours = neighbours;
        this.tasks = tasks;
    }

    /// What the node does by itself beside ordering.
    private record Tasks(Hosting hosting, Readiness readiness, Settling settling) {}

    /// The ports that the doors took.
    public record Ports(int api, int mqtt, int http) {}

    /// Starts the city whose folder this is. The memory is shared by all cities of the process.
    public static CityNode start(CityHome home, SharedMemory memory) {
        Genesis genesis = home.genesis();
        Hash network = genesis.id();
        Roster roster = genesis.roster();
        CityConfig config = home.config();
        Member self = roster.member(config.name()).orElseGet(() -> newcomer(home.card()));
        Seats seats = new Seats(roster);
        seats.learn(home.handovers(), network, Providers.signatures());
        SyncIdentity identity = new SyncIdentity(self.name(), home.cityKey(), network, seats, InstantSource.system());
        SyncNeighbours neighbours = new SyncNeighbours(identity, Patience.STANDARD);
        ClusterParts parts = new ClusterParts(
                new ClusterParts.Network(genesis, network, roster),
                new ClusterParts.City(self, home.cityKey(), Providers.signatures(), InstantSource.system()),
                new ClusterParts.Stores(
                        RocksDbStore.open(home.ledger(), memory), RocksDbStore.open(home.outbox(), memory)),
                EvmFramework.of(new SecureRandom().nextLong()),
                neighbours);
        OrderCluster cluster = OrderCluster.open(parts);
        seats.follow(cluster);
        Chains chains = new Chains(genesis, List.of(cluster), () -> RocksDbStore.open(home.attempts(), memory));
        Doors doors = Doors.open(home, chains, identity, new Doors.Place(self, cluster));
        MainEngines engines = new MainEngines(home, network);
        cluster.start(engines);
        Desk desk = new Desk(home, chains, self, Clock.systemUTC());
        Hosting.Voice voice = call -> desk.submit(ChainSpec.AUTHORITY, OperatorDesk.Signer.CITY, call);
        Hosting hosting = Hosting.start(
                new Hosting.Place(home, self, memory, doors.vertx()),
                cluster.authority(),
                chains,
                new Hosting.Tools(Providers.signatures(), () -> EvmFramework.of(new SecureRandom().nextLong())),
                voice);
        Readiness readiness = Readiness.start(cluster, engines, voice);
        Settling settling = Settling.start(chains, self.name(), voice, home.settleEvery());
        return new CityNode(cluster, chains, doors, neighbours, new Tasks(hosting, readiness, settling));
    }

    /// A city that joins later: the roster that names it comes with the blocks.
    private static Member newcomer(CityCard card) {
        Member.Home home = new Member.Home(card.city(), card.organisation().name());
        return new Member(0, card.name(), home, card.key(), card.doors(), card.engineKey());
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

    /// Done once the process has seen so many epochs that it is to be started again.
    public CompletableFuture<Void> worn() {
        return tasks.readiness.worn();
    }

    @Override
    public void close() {
        tasks.settling.close();
        tasks.readiness.close();
        tasks.hosting.close();
        doors.close();
        chains.attempts().close();
        cluster.close();
        neighbours.close();
    }
}
