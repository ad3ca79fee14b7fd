package io.polder.node;

import io.polder.chain.ClusterParts;
import io.polder.chain.Neighbours;
import io.polder.chain.OrderCluster;
import io.polder.consensus.Cluster;
import io.polder.consensus.Peer;
import io.polder.hashgraph.Hashgraph;
import io.polder.hashgraph.HashgraphKeys;
import io.polder.hashgraph.HashgraphSettings;
import io.polder.home.CityHome;
import io.polder.ledger.Batch;
import io.polder.protocol.Genesis;
import io.polder.protocol.Member;
import io.polder.protocol.Roster;
import io.polder.protocol.encoding.Hash;
import io.polder.rocksdb.RocksDbStore;
import io.polder.rocksdb.SharedMemory;
import io.polder.testkit.FaultyStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A city on the real engine and the real store whose whole process dies at a chosen point: at once, without a hook, a
/// flush or a close, and without what was not synced.
final class MortalCity {
    private static final HashgraphSettings SETTINGS =
            HashgraphSettings.standard().window(new HashgraphSettings.Window(3_000, 4, Duration.ofSeconds(1)));
    private static final int KILLED = 137;
    private static final long LOOK_NANOS = Duration.ofMillis(5).toNanos();

    /// Where in a round the process ends.
    enum Point {
        BEFORE_THE_LEDGER_WRITE,
        AFTER_THE_LEDGER_WRITE,
        AFTER_THE_SNAPSHOT
    }

    private final CityHome home;
    private final Mortal ledger;
    private final Mortal outbox;
    final OrderCluster cluster;

    MortalCity(CityHome home, SharedMemory memory) {
        this(home, memory, SETTINGS, Neighbours.NONE);
    }

    MortalCity(CityHome home, SharedMemory memory, HashgraphSettings settings, Neighbours neighbours) {
        this.home = home;
        Genesis genesis = home.genesis();
        Hash network = genesis.id();
        Roster roster = genesis.roster();
        Member self = roster.member(home.config().name()).orElseThrow();
        ledger = new Mortal(RocksDbStore.open(home.ledger(), memory));
        outbox = new Mortal(RocksDbStore.open(home.outbox(), memory));
        cluster = OrderCluster.open(new ClusterParts(
                new ClusterParts.Network(genesis, network, roster),
                new ClusterParts.City(self, home.cityKey(), Providers.signatures(), InstantSource.system()),
                new ClusterParts.Stores(ledger, outbox),
                ClusterParts.Frameworks.NONE,
                neighbours));
        List<Peer> peers = roster.members().stream()
                .map(m -> new Peer(
                        m.number(), m.name(), m.gossip().host(), m.gossip().port(), m.engineKey()))
                .toList();
        cluster.start(new Hashgraph(
                new Cluster(network, roster.cluster(), 0, network, peers),
                self.number(),
                HashgraphKeys.load(home.engineKeyFile(0)),
                home.engine(0),
                settings));
    }

    void dieAt(Point point) {
        if (point != Point.AFTER_THE_SNAPSHOT) {
            ledger.last = point;
            return;
        }
        Set<Path> before = snapshots();
        Thread.ofPlatform().daemon().name("watch").start(() -> {
            while (before.containsAll(snapshots())) LockSupport.parkNanos(LOOK_NANOS);
            die();
        });
    }

    private void die() {
        ledger.cutPower(0);
        outbox.cutPower(0);
        Runtime.getRuntime().halt(KILLED);
    }

    /// The engine's states on disk: each in a folder that bears the number of its round.
    private Set<Path> snapshots() {
        Path saved = home.engine(0).resolve("saved");
        try (Stream<Path> all = Files.exists(saved) ? Files.walk(saved, 4) : Stream.empty()) {
            return all.filter(p -> p.getFileName().toString().matches("\\d+")
                            && saved.relativize(p).getNameCount() == 4)
                    .collect(Collectors.toSet());
        } catch (IOException | UncheckedIOException e) {
            // Folders come and go while they are walked.
            return Set.of();
        }
    }

    private final class Mortal extends FaultyStore {
        private volatile Point last = Point.AFTER_THE_SNAPSHOT;

        Mortal(RocksDbStore store) {
            super(store);
        }

        @Override
        public synchronized void write(Batch batch, Durability durability) {
            boolean round =
                    batch.operations().stream().anyMatch(o -> o.space().family().equals("rounds"));
            if (round && last == Point.BEFORE_THE_LEDGER_WRITE) die();
            super.write(batch, durability);
            if (round && last == Point.AFTER_THE_LEDGER_WRITE) die();
        }
    }
}
