package io.polder.hosting;

import io.polder.chain.Admission;
import io.polder.chain.AuthorityCopy;
import io.polder.chain.Chains;
import io.polder.chain.ClusterParts;
import io.polder.chain.OrderCluster;
import io.polder.contract.StateReader;
import io.polder.governance.council.Charter;
import io.polder.governance.council.Clusters;
import io.polder.governance.council.Council;
import io.polder.governance.council.Placement;
import io.polder.home.CityHome;
import io.polder.home.ClusterHome;
import io.polder.protocol.Call;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Member;
import io.polder.protocol.Roster;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.Signatures;
import io.polder.rocksdb.RocksDbStore;
import io.polder.rocksdb.SharedMemory;
import io.polder.sync.Patience;
import io.polder.sync.SyncIdentity;
import io.polder.sync.SyncNeighbours;
import io.polder.sync.SyncServer;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// The further order clusters of a city: it announces itself to each that names it, and takes part once all its cities
/// have. Each has its own folder, stores, addresses, engine and threads; one that fails leaves the others as they are.
public final class Hosting implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration ANNOUNCE_AGAIN = Duration.ofSeconds(30);
    private static final Logger LOG = System.getLogger(Hosting.class.getName());

    /// The city, and what its clusters share: the memory of their stores, and the loop of their sync doors.
    public record Place(CityHome home, Member self, SharedMemory memory, Vertx vertx) {}

    /// What a cluster runs beside its own parts: how signatures are checked, and a fresh set of frameworks for each.
    public record Tools(Signatures signatures, Supplier<ClusterParts.Frameworks> frameworks) {}

    /// Sends a call to the authority chain in the city node's own name.
    public interface Voice {
        Admission say(Call call);
    }

    private record Running(OrderCluster cluster, SyncServer door, SyncNeighbours neighbours) {
        void close() {
            door.close();
            cluster.close();
            neighbours.close();
        }
    }

    private final Place place;
    private final AuthorityCopy authority;
    private final Chains chains;
    private final Tools tools;
    private final Voice voice;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, Long> announced = new HashMap<>();
    private final Set<String> begun = new HashSet<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<Running> running = new ArrayList<>();

    private Hosting(Place place, AuthorityCopy authority, Chains chains, Tools tools, Voice voice) {
        this.place = place;
        this.authority = authority;
        this.chains = chains;
        this.tools = tools;
        this.voice = voice;
    }

    /// Looks for clusters that name this city from now on.
    public static Hosting start(Place place, AuthorityCopy authority, Chains chains, Tools tools, Voice voice) {
        Hosting hosting = new Hosting(place, authority, chains, tools, voice);
        hosting.begin("hosting", hosting::look);
        return hosting;
    }

    private synchronized void begin(String name, Runnable task) {
        if (closed.getCount() > 0)
            threads.add(Thread.ofPlatform().daemon().name(name).start(task));
    }

    private void look() {
        try {
            do {
                StateReader state = authority.now();
                for (String cluster : Clusters.hosted(state, place.self.name())) host(cluster, state);
            } while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "this city looks for no further clusters", e);
        }
    }

    private void host(String cluster, StateReader state) {
        if (begun.contains(cluster)) return;
        Charter charter = Council.charter(state, cluster).orElseThrow();
        Placement placement = charter.placement().orElseThrow();
        var opening = Clusters.opening(state, cluster);
        if (opening.isPresent()) {
            begun.add(cluster);
            begin("hosting-" + cluster, () -> open(charter.spec(), placement, opening.get()));
        } else if (!Clusters.announced(state, cluster, place.self.name())) announce(cluster, placement);
    }

    private void announce(String cluster, Placement placement) {
        long now = System.nanoTime();
        Long before = announced.get(cluster);
        if (before != null && now - before < ANNOUNCE_AGAIN.toNanos()) return;
        announced.put(cluster, now);
        ClusterHome home = place.home.cluster(cluster);
        Member.Doors doors = home.doors(place.self.gossip().host());
        Cbor arguments = Cbor.array(
                Cbor.of(cluster),
                place.home.cityKey().publicKey().toCose(),
                Cbor.of(doors.gossip().toString()),
                Cbor.of(doors.sync().toString()),
                Cbor.of(Engines.publicPart(placement.ordering(), home, 0)));
        voice.say(new Call.Invoke(Clusters.NAME, "announce", arguments));
    }

    private void open(ChainSpec spec, Placement placement, Clusters.Opening opening) {
        try {
            Running opened = opened(spec, placement, opening);
            synchronized (this) {
                if (closed.getCount() > 0) running.add(opened);
                else opened.close();
            }
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "cluster " + spec.cluster() + " does not start here; the others go on", e);
        }
    }

    private Running opened(ChainSpec spec, Placement placement, Clusters.Opening opening) {
        Roster roster = opening.roster();
        Member self = roster.member(place.self.name()).orElseThrow();
        ClusterHome home = place.home.cluster(spec.cluster());
        SyncIdentity identity =
                new SyncIdentity(self.name(), place.home.cityKey(), chains.network(), roster, InstantSource.system());
        SyncNeighbours neighbours = new SyncNeighbours(identity, Patience.STANDARD);
        OrderCluster cluster = OrderCluster.open(new ClusterParts(
                new ClusterParts.Network(chains.genesis(), chains.network(), roster),
                new ClusterParts.City(self, place.home.cityKey(), tools.signatures, InstantSource.system()),
                new ClusterParts.Stores(
                        RocksDbStore.open(home.ledger(), place.memory), RocksDbStore.open(home.outbox(), place.memory)),
                tools.frameworks.get(),
                neighbours,
                Optional.of(new ClusterParts.OwnChain(spec, opening.time(), opening.height(), authority))));
        chains.add(cluster);
        SyncServer door =
                SyncServer.open(place.vertx, self.sync().host(), self.sync().port(), identity, new Rounds(cluster));
        cluster.start(Engines.engine(placement.ordering(), home, chains.network(), roster, self));
        return new Running(cluster, door, neighbours);
    }

    @Override
    public void close() {
        List<Running> ending;
        synchronized (this) {
            closed.countDown();
            ending = List.copyOf(running);
            running.clear();
        }
        ending.forEach(Running::close);
    }
}
