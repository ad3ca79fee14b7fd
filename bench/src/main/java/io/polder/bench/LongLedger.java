package io.polder.bench;

import io.polder.chain.Chain;
import io.polder.chain.OrderCluster;
import io.polder.cli.Failure;
import io.polder.consensus.Ordered;
import io.polder.governance.council.Rosters;
import io.polder.home.CityConfig;
import io.polder.home.CityHome;
import io.polder.protocol.Address;
import io.polder.protocol.Block;
import io.polder.protocol.Call;
import io.polder.protocol.CityCard;
import io.polder.protocol.Genesis;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Member;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.signature.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The ledger of one city with many transactions over a month, each signed, checked, executed, in a certified round and
/// on the disk before the next; at its end a vote lets a second city in.
final class LongLedger {
    private static final int PER_ROUND = 100;
    private static final int WRITES_PER_KEY = 10;
    private static final int TOLD_EVERY = 500;
    private static final Duration SPAN = Duration.ofDays(30);
    private static final String FIRST = "berlin";
    private static final String SECOND = "bremen";

    private final Setting setting;
    private final CityHome home;
    private final Genesis genesis;
    private final SigningKey key;
    private final SecureRandom random;
    private final Feed feed;
    private long sequence;
    private long now;

    private LongLedger(Setting setting, CityHome home, Genesis genesis, SecureRandom random) {
        this.setting = setting;
        this.home = home;
        this.genesis = genesis;
        this.random = random;
        this.key = Crowd.quick(home.organisationKey());
        this.now = genesis.time();
        this.feed = new Feed(now);
    }

    static LongLedger found(Path folder, Setting setting) {
        SecureRandom random = new SecureRandom();
        CityHome home = new CityHome(folder.resolve(FIRST));
        CityCard card = home.make(config(FIRST), random, System.currentTimeMillis() - SPAN.toMillis());
        return new LongLedger(setting, home, home.found("bench", List.of(card)), random);
    }

    CityHome home() {
        return home;
    }

    Genesis genesis() {
        return genesis;
    }

    Member first() {
        return genesis.roster().member(FIRST).orElseThrow();
    }

    /// Who has signed all of its transactions.
    PublicKey signer() {
        return key.publicKey();
    }

    /// The second city, which the vote lets in.
    CityHome joins() {
        return new CityHome(home.folder().resolveSibling(SECOND));
    }

    /// The first city with an empty disk.
    CityHome again() {
        CityHome again = new CityHome(home.folder().resolveSibling("again"));
        copyKeys(again, "organisation.key", "city.key");
        return again;
    }

    int keys() {
        return Math.max(1, setting.transactions() / WRITES_PER_KEY);
    }

    private int rounds() {
        return (setting.transactions() + PER_ROUND - 1) / PER_ROUND;
    }

    /// So many transactions, then the vote that ends the epoch.
    void fill(OrderCluster given) {
        given.start((roster, anchor) -> roster.epoch() == 0 ? feed : new Feed(now));
        Chain chain = given.chain("city").orElseThrow();
        long begin = System.nanoTime();
        CompletableFuture<List<Ordered>> next = ahead(chain, 0);
        for (int round = 0; round < rounds(); round++) {
            List<Ordered> transactions = next.join();
            now = time(round);
            // The next round is signed and checked while this one is executed.
            next = ahead(chain, round + 1);
            feed.order(now, transactions);
            if (round % TOLD_EVERY == TOLD_EVERY - 1)
                setting.say("join: " + (round + 1) * PER_ROUND + " transactions are there after "
                        + (System.nanoTime() - begin) / 1_000_000_000 + " s");
        }
        count(chain);
        vote(given);
    }

    private long time(int round) {
        return genesis.time() + (round + 1) * (SPAN.toMillis() / (rounds() + 1));
    }

    private CompletableFuture<List<Ordered>> ahead(Chain chain, int round) {
        int first = round * PER_ROUND;
        int count = Math.clamp(setting.transactions() - first, 0, PER_ROUND);
        sequence += count;
        return CompletableFuture.supplyAsync(() ->
                feed.prepare(IntStream.range(0, count).parallel().mapToObj(i -> save(chain, round, first + i))));
    }

    private Bytes save(Chain chain, int round, int number) {
        Call call = new Call.Invoke(
                "kv",
                number < keys() ? "save" : "update",
                Cbor.array(Cbor.of("key " + number % keys()), Cbor.of("value " + number)));
        return signed(chain, Address.org(FIRST), key, number + 1L, time(round), call)
                .wire();
    }

    /// All of them took their place and succeeded.
    private void count(Chain chain) {
        long done = 0;
        for (long height = 1; height <= chain.head().orElseThrow().height(); height++) {
            Block block = chain.block(height).orElseThrow();
            done += block.entries().stream()
                    .filter(entry -> entry.receipt().outcome().succeeded())
                    .count();
        }
        if (done != setting.transactions())
            throw new Failure(1, "of " + setting.transactions() + " transactions " + done + " succeeded", "");
    }

    private void vote(OrderCluster given) {
        CityHome joins = joins();
        copyKeys(joins, "organisation.key");
        joins.make(config(SECOND), random, now);
        Chain authority = given.chain("authority").orElseThrow();
        Call announce = new Call.Invoke(
                Rosters.NAME, "announce", Cbor.array(Cbor.of("main"), Cbor.of(1), Cbor.of(Bytes.utf8("next"))));
        order(authority, Address.city(FIRST), home.cityKey(), announce);
        Cbor motion = Cbor.map(
                Cbor.of("kind"), Cbor.of("city-joins"),
                Cbor.of("cluster"), Cbor.of("main"),
                Cbor.of("card"), Cbor.of(CityHome.read(joins.cardFile())));
        order(authority, Address.org(FIRST), key, new Call.Invoke("council", "propose", Cbor.array(motion)));
        if (given.newestRoster().epoch() == 0)
            order(
                    authority,
                    Address.org(FIRST),
                    key,
                    new Call.Invoke("council", "vote", Cbor.array(Cbor.of(1), Cbor.of("yes"))));
        if (given.handoversAfter(0).isEmpty()) throw new Failure(1, "the vote did not end the epoch", "");
    }

    private void order(Chain chain, Address sender, SigningKey by, Call call) {
        now += 1_000;
        Transaction one = signed(chain, sender, by, ++sequence, now, call);
        feed.order(now, feed.prepare(Stream.of(one.wire())));
    }

    private static Transaction signed(Chain chain, Address sender, SigningKey key, long place, long time, Call call) {
        Window window = new Window(time - 60_000, time + 3_600_000);
        return Transaction.sign(new Intent(chain.domain(), sender, new Lane(0, place), window, call), key);
    }

    private void copyKeys(CityHome to, String... names) {
        try {
            Files.createDirectories(to.folder().resolve("keys"));
            for (String name : names)
                Files.copy(
                        home.folder().resolve("keys").resolve(name),
                        to.folder().resolve("keys").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy the keys of " + home.folder(), e);
        }
    }

    private static CityConfig config(String name) {
        Member.Endpoint nowhere = new Member.Endpoint("127.0.0.1", 1);
        return new CityConfig(name, name, FIRST, nowhere, free(), new CityConfig.Doors("127.0.0.1", 0, 0, 0));
    }

    private static Member.Endpoint free() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return new Member.Endpoint("127.0.0.1", socket.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }
}
