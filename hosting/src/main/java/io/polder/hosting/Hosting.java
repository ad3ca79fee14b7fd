package io.polder.hosting;

import io.polder.chain.Admission;
import io.polder.chain.AuthorityCopy;
import io.polder.chain.Chains;
import io.polder.chain.ClusterParts;
import io.polder.contract.StateReader;
import io.polder.governance.council.Clusters;
import io.polder.governance.council.Council;
import io.polder.governance.council.Placement;
import io.polder.home.CityHome;
import io.polder.protocol.Call;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Member;
import io.polder.protocol.Roster;
import io.polder.protocol.signature.Signatures;
import io.polder.rocksdb.SharedMemory;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// The further order clusters of a city: it announces itself to each that names it, and takes part once all its cities
/// have. Each has its own folder, stores, addresses, engine and threads; one that fails leaves the others as they are.
public final class Hosting implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(500);
    /// A city that the others have left behind waits no longer for the end of its epoch.
    private static final Duration LEFT_BEHIND = Duration.ofMinutes(5);

    private static final Duration CLOSE_MAX = Duration.ofSeconds(10);
    private static final Logger LOG = System.getLogger(Hosting.class.getName());

    /// The city, and what its clusters share: the memory of their stores, and the loop of their sync doors.
    public record Place(CityHome home, Member self, SharedMemory memory, Vertx vertx) {}

    /// What a cluster runs beside its own parts: how signatures are checked, and a fresh set of frameworks for each.
    public record Tools(Signatures signatures, Supplier<ClusterParts.Frameworks> frameworks) {}

    /// Sends a call to the authority chain in the city node's own name.
    public interface Voice {
        Admission say(Call call);
    }

    private final OwnCluster.Ground ground;
    private final Announcements announcements;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, Instant> leaving = new ConcurrentHashMap<>();
    /// Each cluster that this city has begun to open; the value once it takes part.
    private final Map<String, Optional<OwnCluster>> running = new ConcurrentHashMap<>();

    private Hosting(OwnCluster.Ground ground, Announcements announcements) {
        this.ground = ground;
        this.announcements = announcements;
    }

    /// Looks for clusters that name this city from now on.
    public static Hosting start(Place place, AuthorityCopy authority, Chains chains, Tools tools, Voice voice) {
        Hosting hosting = new Hosting(
                new OwnCluster.Ground(place, authority, chains, tools),
                new Announcements(place.home, place.self, voice));
        hosting.begin("hosting", hosting::look);
        return hosting;
    }

    private synchronized void begin(String name, Runnable task) {
        if (closed.getCount() > 0)
            threads.add(Thread.ofPlatform().daemon().name(name).start(task));
    }

    private String self() {
        return ground.place().self.name();
    }

    private void look() {
        try {
            do {
                StateReader state = ground.authority().now();
                for (String cluster : Clusters.hosted(state, self())) host(cluster, state);
            } while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "this city looks for no further clusters", e);
        }
    }

    private void host(String cluster, StateReader state) {
        Placement wanted = Clusters.wanted(state, cluster).orElseThrow();
        Optional<Clusters.Term> newest = Clusters.newest(state, cluster);
        if (newest.isEmpty()) {
            if (!Clusters.announced(state, cluster, self())) announcements.first(cluster, wanted);
            return;
        }
        Roster roster = newest.get().roster();
        boolean member = roster.member(self())
                .filter(m -> m.key().equals(ground.place().home.cityKey().publicKey()))
                .isPresent();
        Optional<OwnCluster> here = running.getOrDefault(cluster, Optional.empty());
        if (member && !running.containsKey(cluster)) {
            running.put(cluster, Optional.empty());
            ChainSpec spec = Council.charter(state, cluster).orElseThrow().spec();
            Clusters.Opening opening = Clusters.opening(state, cluster).orElseThrow();
            begin("hosting-" + cluster, () -> take(spec, opening));
        }
        if (!member) here.ifPresent(own -> end(cluster, own));
        // A member goes on to the next epoch when this one has begun here; who is to come is ready at once.
        boolean begun = here.filter(own -> own.cluster().roster().epoch() == roster.epoch())
                .isPresent();
        if (wanted.cities().contains(self()) && (begun || !member))
            announcements.ready(state, cluster, roster.epoch() + 1, wanted.ordering());
    }

    private void take(ChainSpec spec, Clusters.Opening opening) {
        try {
            Optional<OwnCluster> opened = OwnCluster.open(ground, spec, opening, closed);
            synchronized (this) {
                if (closed.getCount() > 0) running.put(spec.cluster(), opened);
                else opened.ifPresent(OwnCluster::close);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "cluster " + spec.cluster() + " does not start here; the others go on", e);
        }
    }

    /// The members have decided without this city, and its own order has come so far or goes on without it.
    private void end(String cluster, OwnCluster own) {
        Instant noticed = leaving.computeIfAbsent(cluster, c -> Instant.now());
        if (!own.left(self()) && Instant.now().isBefore(noticed.plus(LEFT_BEHIND))) return;
        running.put(cluster, Optional.empty());
        begin("hosting-" + cluster, () -> leave(cluster, own));
    }

    private void leave(String cluster, OwnCluster own) {
        try {
            own.leave(ground.chains(), closed);
            own.close();
            leaving.remove(cluster);
            running.remove(cluster);
            LOG.log(
                    Level.INFO,
                    "this city keeps {0} no longer; what it had of it stays in {1} until you delete it",
                    cluster,
                    ground.place().home.cluster(cluster).folder());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            own.close();
        }
    }

    @Override
    public void close() {
        List<OwnCluster> ending;
        synchronized (this) {
            closed.countDown();
            ending = running.values().stream().flatMap(Optional::stream).toList();
            running.clear();
        }
        ending.forEach(OwnCluster::close);
        try {
            for (Thread thread : threads) thread.join(CLOSE_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
