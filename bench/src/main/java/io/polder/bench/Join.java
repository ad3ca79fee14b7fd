package io.polder.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.chain.Chain;
import io.polder.chain.ClusterParts;
import io.polder.chain.Neighbours;
import io.polder.chain.OrderCluster;
import io.polder.chain.RoundBundle;
import io.polder.cli.Failure;
import io.polder.home.CityHome;
import io.polder.hosting.Rounds;
import io.polder.hosting.Seats;
import io.polder.ledger.SnapshotPart;
import io.polder.node.Providers;
import io.polder.protocol.Genesis;
import io.polder.protocol.Header;
import io.polder.protocol.Member;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.proof.Handover;
import io.polder.protocol.signature.CoseSign1;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.Verdict;
import io.polder.rocksdb.RocksDbStore;
import io.polder.rocksdb.SharedMemory;
import io.polder.sync.Patience;
import io.polder.sync.SyncIdentity;
import io.polder.sync.SyncNeighbours;
import io.polder.sync.SyncServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A city joins a ledger of many transactions over its neighbour's sync door: once by a snapshot, once by executing all
/// blocks. One city that is there already gives both, in the same process.
final class Join implements Measurement {
    private static final int CEILING_MS = 4_000;
    private static final int WRITTEN_AT_ONCE = 1 << 20;

    @Override
    public List<Figure> measure(Setting setting) {
        Path folder = setting.folder().resolve("join");
        try (SharedMemory memory = new SharedMemory()) {
            LongLedger ledger = LongLedger.found(folder, setting);
            OrderCluster given = open(ledger.genesis(), ledger.first(), ledger.home(), memory, Neighbours.NONE);
            try {
                ledger.fill(given);
                return List.of(compare(setting, ledger, given, memory));
            } finally {
                given.close();
            }
        }
    }

    private Figure compare(Setting setting, LongLedger ledger, OrderCluster given, SharedMemory memory) {
        CityHome joins = ledger.joins();
        CityHome again = ledger.again();
        Vertx vertx = Vertx.vertx();
        try (SyncServer door = door(vertx, ledger, given);
                SyncNeighbours near = near(ledger)) {
            setting.say("join: the sync door is port " + door.port());
            Member bremen = given.newestRoster().member("bremen").orElseThrow();
            Counted snapshots = new Counted(near, true);
            Cpu before = Cpu.now(List.of());
            double snapshot = joined(ledger.genesis(), bremen, joins, memory, given, snapshots);
            Cpu taken = Cpu.now(List.of()).since(before);
            setting.say("join: by a snapshot in " + snapshot + " s");
            double copy = copied(ledger.home().folder().resolve("copy"), size(joins.ledger()));
            Counted blocks = new Counted(near, false);
            double executed = joined(ledger.genesis(), ledger.first(), again, memory, given, blocks);
            setting.say("join: by all blocks in " + executed + " s");
            double checks = setting.transactions() / checks(given, ledger.signer());
            ObjectNode told = told(setting, given)
                    .put("keys", ledger.keys())
                    .put("blocks", head(given).height())
                    .put("ledger_mb", Figure.rounded(size(ledger.home().ledger()) / 1e6))
                    .put("snapshot_mb", Figure.rounded(snapshots.bytes / 1e6))
                    .put("snapshot_cpu_s", Figure.rounded(taken.process() / 1e9))
                    .put("by_blocks_s", Figure.rounded(executed))
                    .put("by_blocks_bound_s", Figure.rounded(checks))
                    .put("by_blocks_tx_per_s", Figure.rounded(setting.transactions() / executed));
            return new Figure("city_join", snapshot, "s", copy, told);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static ObjectNode told(Setting setting, OrderCluster given) {
        return Conditions.of(
                        setting,
                        "time until a city that joins holds what the others hold, by a snapshot from one neighbour",
                        "to write as many bytes as its ledger then has to the same disk, with one fsync",
                        "none")
                .put("cities", given.newestRoster().members().size() - 1)
                .put("engine", "none: rounds are given to the ledger one after the other")
                .put("by_blocks_bound_is", "the signature checks alone, on all cores")
                .put("transactions", setting.transactions());
    }

    private static double joined(
            Genesis genesis,
            Member self,
            CityHome home,
            SharedMemory memory,
            OrderCluster given,
            Neighbours neighbours) {
        long begin = System.nanoTime();
        OrderCluster own = open(genesis, self, home, memory, neighbours);
        try {
            own.start((roster, anchor) -> new Feed(0));
            double seconds = (System.nanoTime() - begin) / 1e9;
            if (!head(own).equals(head(given)))
                throw new Failure(1, "the city that joined is not where the other is", "");
            return seconds;
        } finally {
            own.close();
        }
    }

    private static Header head(OrderCluster cluster) {
        return cluster.chain("city").flatMap(Chain::head).orElseThrow();
    }

    private static SyncServer door(Vertx vertx, LongLedger ledger, OrderCluster given) {
        Seats seats = new Seats(ledger.genesis().roster());
        seats.follow(given);
        SyncIdentity identity = new SyncIdentity(
                ledger.first().name(), ledger.home().cityKey(), ledger.genesis().id(), seats, InstantSource.system());
        Member.Endpoint at = ledger.first().sync();
        return SyncServer.open(vertx, at.host(), at.port(), identity, new Rounds(given));
    }

    private static SyncNeighbours near(LongLedger ledger) {
        SyncIdentity identity = new SyncIdentity(
                "bremen",
                ledger.joins().cityKey(),
                ledger.genesis().id(),
                new Seats(ledger.genesis().roster()),
                InstantSource.system());
        return new SyncNeighbours(identity, Patience.STANDARD);
    }

    /// The city that has everything, over its sync door.
    private static final class Counted implements Neighbours {
        private final SyncNeighbours near;
        private final boolean snapshots;
        private long bytes;

        Counted(SyncNeighbours near, boolean snapshots) {
            this.near = near;
            this.snapshots = snapshots;
        }

        @Override
        public List<RoundBundle> rounds(long after, int limit) {
            return near.rounds(after, limit);
        }

        @Override
        public List<Handover> handovers(long afterEpoch) {
            return snapshots ? near.handovers(afterEpoch) : List.of();
        }

        @Override
        public Optional<Bytes> snapshot(SnapshotPart part) {
            Optional<Bytes> answer = near.snapshot(part);
            bytes += answer.map(Bytes::size).orElse(0);
            return answer;
        }

        @Override
        public void blame(String why) {
            throw new IllegalStateException("a truthful city is blamed: " + why);
        }
    }

    /// Seconds to write so many bytes to a file and to the disk.
    private static double copied(Path file, long size) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(WRITTEN_AT_ONCE);
        for (int i = 0; i < WRITTEN_AT_ONCE; i++) bytes.put(i, (byte) (i * 31 + (i >> 8)));
        long begin = System.nanoTime();
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (long left = size; left > 0; left -= WRITTEN_AT_ONCE) {
                bytes.clear().limit((int) Math.min(left, WRITTEN_AT_ONCE));
                while (bytes.hasRemaining()) out.write(bytes);
            }
            out.force(true);
            double seconds = (System.nanoTime() - begin) / 1e9;
            Files.delete(file);
            return seconds;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static long size(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            long size = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) size += Files.size(file);
            return size;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot measure " + folder, e);
        }
    }

    /// Signatures of this ledger's transactions that all cores check in a second.
    private static double checks(OrderCluster given, PublicKey key) {
        Signatures signatures = Providers.signatures();
        List<CoseSign1> signed =
                given.chain("city").orElseThrow().block(head(given).height()).orElseThrow().entries().stream()
                        .map(entry -> ((Transaction.Cose) entry.transaction()).signed())
                        .toList();
        return Ceiling.of(CEILING_MS, i -> {
                    CoseSign1 each = signed.get(i % signed.size());
                    if (!(signatures.check(key, each.toBeSigned(), each.signature()) instanceof Verdict.Valid))
                        throw new Failure(1, "a signature of the ledger does not hold", "");
                })
                .perSecond();
    }

    private static OrderCluster open(
            Genesis genesis, Member self, CityHome home, SharedMemory memory, Neighbours neighbours) {
        return OrderCluster.open(new ClusterParts(
                new ClusterParts.Network(genesis, genesis.id(), genesis.roster()),
                new ClusterParts.City(self, home.cityKey(), Providers.signatures(), InstantSource.system()),
                new ClusterParts.Stores(
                        RocksDbStore.open(home.ledger(), memory), RocksDbStore.open(home.outbox(), memory)),
                ClusterParts.Frameworks.NONE,
                neighbours));
    }
}
