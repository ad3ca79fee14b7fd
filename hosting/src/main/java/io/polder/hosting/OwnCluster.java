package io.polder.hosting;

import io.polder.chain.AuthorityCopy;
import io.polder.chain.Chains;
import io.polder.chain.ClusterParts;
import io.polder.chain.OrderCluster;
import io.polder.governance.council.Clusters;
import io.polder.home.ClusterHome;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Member;
import io.polder.protocol.Roster;
import io.polder.rocksdb.RocksDbStore;
import io.polder.sync.Patience;
import io.polder.sync.SyncIdentity;
import io.polder.sync.SyncNeighbours;
import io.polder.sync.SyncServer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One cluster of a chain of its own at this city, from its begin here to the end of this city's part in it.
record OwnCluster(OrderCluster cluster, SyncServer door, SyncNeighbours neighbours) {
    /// How long the last that a city had accepted may take to be handed on when it has left.
    private static final Duration LEAVING = Duration.ofMinutes(2);

    private static final Duration LOOK = Duration.ofMillis(500);

    /// What it is made of: the city, the authority chain here, and the tools of the node.
    record Ground(Hosting.Place place, AuthorityCopy authority, Chains chains, Hosting.Tools tools) {}

    /// Opens what this city keeps of the cluster and takes part. A city that comes later waits until the members have
    /// certified the hand-over, and takes what they keep.
    static Optional<OwnCluster> open(Ground ground, ChainSpec spec, Clusters.Opening opening, CountDownLatch closed)
            throws InterruptedException {
        Hosting.Place place = ground.place;
        String name = spec.cluster();
        Roster now = Clusters.newest(ground.authority.now(), name).orElseThrow().roster();
        Member self = now.member(place.self().name()).orElseThrow();
        ClusterHome home = place.home().cluster(name);
        ClusterSeats seats = new ClusterSeats(name, ground.authority);
        SyncIdentity identity = new SyncIdentity(
                self.name(), place.home().cityKey(), ground.chains.network(), seats, InstantSource.system());
        SyncNeighbours neighbours = new SyncNeighbours(identity, Patience.STANDARD);
        boolean founder = opening.roster()
                .member(self.name())
                .filter(m -> m.key().equals(self.key()))
                .isPresent();
        while (!founder && neighbours.handovers(now.epoch() - 1).isEmpty())
            if (closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                neighbours.close();
                return Optional.empty();
            }
        OrderCluster cluster = OrderCluster.open(new ClusterParts(
                new ClusterParts.Network(ground.chains.genesis(), ground.chains.network(), opening.roster()),
                new ClusterParts.City(self, place.home().cityKey(), ground.tools.signatures(), InstantSource.system()),
                new ClusterParts.Stores(
                        RocksDbStore.open(home.ledger(), place.memory()),
                        RocksDbStore.open(home.outbox(), place.memory())),
                ground.tools.frameworks().get(),
                neighbours,
                Optional.of(new ClusterParts.OwnChain(spec, opening.time(), opening.height(), ground.authority))));
        seats.follow(cluster);
        ground.chains.add(cluster);
        SyncServer door =
                SyncServer.open(place.vertx(), self.sync().host(), self.sync().port(), identity, new Rounds(cluster));
        cluster.start((roster, anchor) -> Engines.engine(
                Clusters.term(ground.authority.now(), name, roster.epoch())
                        .orElseThrow()
                        .ordering(),
                home,
                new Engines.Epoch(ground.chains.network(), roster, anchor),
                self.name()));
        return Optional.of(new OwnCluster(cluster, door, neighbours));
    }

    /// Whether the cluster's own order has come so far that this city is none of it.
    boolean left(String city) {
        return cluster.newestRoster().member(city).isEmpty();
    }

    /// Ends this city's part once others have what it had accepted.
    void leave(Chains chains, CountDownLatch closed) throws InterruptedException {
        chains.remove(cluster);
        long looks = LEAVING.dividedBy(LOOK);
        while (!cluster.over() && looks-- > 0 && !closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            // Its keeper hands on what waits.
        }
    }

    void close() {
        door.close();
        cluster.close();
        neighbours.close();
    }
}
