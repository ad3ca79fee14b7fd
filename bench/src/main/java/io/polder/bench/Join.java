package io.polder.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.chain.Chain;
import io.polder.chain.ClusterParts;
import io.polder.chain.Neighbours;
import io.polder.chain.OrderCluster;
import io.polder.chain.RoundBundle;
import io.polder.cli.Failure;
import io.polder.governance.council.Rosters;
import io.polder.home.CityConfig;
import io.polder.home.CityHome;
import io.polder.ledger.SnapshotPart;
import io.polder.node.Providers;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.CityCard;
import io.polder.protocol.Genesis;
import io.polder.protocol.Header;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Member;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.proof.Handover;
import io.polder.protocol.signature.SigningKey;
import io.polder.rocksdb.RocksDbStore;
import io.polder.rocksdb.SharedMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A city joins a ledger of many transactions: once by a snapshot, once by executing all blocks. One city that is there
/// already gives both, in the same process and without a network between.
final class Join implements Measurement {
    private static final int PER_ROUND = 500;
    private static final int WRITES_PER_KEY = 10;
    private static final Duration SPAN = Duration.ofDays(30);
    private static final String FIRST = "berlin";

    private final SecureRandom random = new SecureRandom();
    private long sequence;
    private long now = System.currentTimeMillis() - SPAN.toMillis();

    @Override
    public List<Figure> measure(Setting setting) {
        Path folder = setting.folder().resolve("join");
        CityHome home = new CityHome(folder.resolve(FIRST));
        CityCard card = home.make(config(FIRST), random, now);
        Genesis genesis = home.found("bench", List.of(card));
        try (SharedMemory memory = new SharedMemory()) {
            Feed feed = new Feed(genesis.time());
            Member self = genesis.roster().member(FIRST).orElseThrow();
            OrderCluster given = open(genesis, self, home, memory, Neighbours.NONE);
            try {
                given.start((roster, anchor) -> roster.epoch() == 0 ? feed : new Feed(now));
                fill(setting, given, feed, home);
                return List.of(compare(setting, genesis, given, memory, folder));
            } finally {
                given.close();
            }
        }
    }

    private Figure compare(Setting setting, Genesis genesis, OrderCluster given, SharedMemory memory, Path folder) {
        CityHome joins = new CityHome(folder.resolve("bremen"));
        Member bremen = given.newestRoster().member("bremen").orElseThrow();
        double snapshot = joined(genesis, bremen, joins, memory, given, true);
        setting.say("join: by a snapshot in " + snapshot + " s");
        CityHome again = new CityHome(folder.resolve("again"));
        copyKeys(folder.resolve(FIRST), again.folder());
        Member first = genesis.roster().member(FIRST).orElseThrow();
        double blocks = joined(genesis, first, again, memory, given, false);
        setting.say("join: by all blocks in " + blocks + " s");
        ObjectNode told = Conditions.of(
                        setting,
                        "time until a city that joins holds what the others hold, by a snapshot, in one process",
                        "the same by executing all blocks",
                        "none")
                .put("cities", 1)
                .put("engine", "none: rounds are given to the ledger one after the other")
                .put("transactions", setting.transactions())
                .put("keys", keys(setting))
                .put(
                        "blocks",
                        given.chain("city").orElseThrow().head().orElseThrow().height())
                .put("by_blocks_s", Figure.rounded(blocks))
                .put("by_blocks_tx_per_s", Figure.rounded(setting.transactions() / blocks));
        return new Figure("city_join", snapshot, "s", blocks, told);
    }

    private static double joined(
            Genesis genesis, Member self, CityHome home, SharedMemory memory, OrderCluster given, boolean snapshot) {
        long begin = System.nanoTime();
        OrderCluster own = open(genesis, self, home, memory, new Near(given, snapshot));
        try {
            own.start((roster, anchor) -> new Feed(0));
            double seconds = (System.nanoTime() - begin) / 1e9;
            Optional<Header> head = given.chain("city").flatMap(Chain::head);
            if (!own.chain("city").flatMap(Chain::head).equals(head))
                throw new Failure(1, "the city that joined is not where the other is", "");
            return seconds;
        } finally {
            own.close();
        }
    }

    /// The city that has everything, asked without a network.
    private record Near(OrderCluster given, boolean snapshots) implements Neighbours {
        @Override
        public List<RoundBundle> rounds(long after, int limit) {
            return given.rounds(after, limit);
        }

        @Override
        public List<Handover> handovers(long afterEpoch) {
            return snapshots ? given.handoversAfter(afterEpoch) : List.of();
        }

        @Override
        public Optional<Bytes> snapshot(SnapshotPart part) {
            return given.snapshot(part);
        }

        @Override
        public void blame(String why) {
            throw new IllegalStateException("a truthful city is blamed: " + why);
        }
    }

    private static int keys(Setting setting) {
        return Math.max(1, setting.transactions() / WRITES_PER_KEY);
    }

    /// So many transactions over a month, then the vote that ends the epoch.
    private void fill(Setting setting, OrderCluster given, Feed feed, CityHome home) {
        Chain chain = given.chain("city").orElseThrow();
        SigningKey key = home.organisationKey();
        int rounds = (setting.transactions() + PER_ROUND - 1) / PER_ROUND;
        int keys = keys(setting);
        for (int round = 0; round < rounds; round++) {
            now += SPAN.toMillis() / (rounds + 1);
            int first = round * PER_ROUND;
            long from = sequence;
            int count = Math.min(PER_ROUND, setting.transactions() - first);
            feed.order(
                    now,
                    IntStream.range(0, count)
                            .parallel()
                            .mapToObj(i -> signed(
                                    chain,
                                    Address.org(FIRST),
                                    key,
                                    from + i + 1,
                                    new Call.Invoke(
                                            "kv",
                                            "save",
                                            Cbor.array(Cbor.of("key " + (first + i) % keys), Cbor.of("value " + i)))))
                            .map(Transaction::wire)
                            .toList());
            sequence += count;
            if (round % 200 == 199) setting.say("join: " + (first + count) + " transactions are there");
        }
        vote(given, feed, home);
    }

    private void vote(OrderCluster given, Feed feed, CityHome home) {
        CityHome joins = new CityHome(home.folder().resolveSibling("bremen"));
        copyKeys(home.folder(), joins.folder());
        joins.make(config("bremen"), random, now);
        Chain authority = given.chain("authority").orElseThrow();
        Call announce = new Call.Invoke(
                Rosters.NAME, "announce", Cbor.array(Cbor.of("main"), Cbor.of(1), Cbor.of(Bytes.utf8("next"))));
        order(feed, signed(authority, Address.city(FIRST), home.cityKey(), ++sequence, announce));
        Cbor motion = Cbor.map(
                Cbor.of("kind"), Cbor.of("city-joins"),
                Cbor.of("cluster"), Cbor.of("main"),
                Cbor.of("card"), Cbor.of(CityHome.read(joins.cardFile())));
        Call propose = new Call.Invoke("council", "propose", Cbor.array(motion));
        order(feed, signed(authority, Address.org(FIRST), home.organisationKey(), ++sequence, propose));
        if (given.newestRoster().epoch() == 0) {
            Call yes = new Call.Invoke("council", "vote", Cbor.array(Cbor.of(1), Cbor.of("yes")));
            order(feed, signed(authority, Address.org(FIRST), home.organisationKey(), ++sequence, yes));
        }
        if (given.handoversAfter(0).isEmpty()) throw new Failure(1, "the vote did not end the epoch", "");
    }

    private void order(Feed feed, Transaction transaction) {
        now += 1_000;
        feed.order(now, List.of(transaction.wire()));
    }

    private Transaction signed(Chain chain, Address sender, SigningKey key, long place, Call call) {
        Window window = new Window(now - 60_000, now + 3_600_000);
        return Transaction.sign(new Intent(chain.domain(), sender, new Lane(0, place), window, call), key);
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

    private static void copyKeys(Path from, Path to) {
        try {
            Files.createDirectories(to.resolve("keys"));
            for (String name : List.of("organisation.key", "city.key"))
                if (name.startsWith("organisation") || to.endsWith("again"))
                    Files.copy(
                            from.resolve("keys").resolve(name),
                            to.resolve("keys").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy the keys of " + from, e);
        }
    }

    private static CityConfig config(String name) {
        Member.Endpoint nowhere = new Member.Endpoint("127.0.0.1", 1);
        return new CityConfig(name, name, FIRST, nowhere, nowhere, new CityConfig.Doors("127.0.0.1", 0, 0, 0));
    }
}
