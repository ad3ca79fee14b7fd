package io.polder.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.chain.Admission;
import io.polder.chain.Chain;
import io.polder.chain.Settlement;
import io.polder.chain.Standing;
import io.polder.cli.Failure;
import io.polder.consensus.Status;
import io.polder.governance.council.Rosters;
import io.polder.home.CityConfig;
import io.polder.home.CityHome;
import io.polder.node.CityNode;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.CityCard;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Member.Endpoint;
import io.polder.protocol.Outcome;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.proof.Handover;
import io.polder.rocksdb.SharedMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Five cities in this process whose roster changes again and again under load: a fifth city leaves and joins. Says how
/// long nothing is ordered, and what each change leaves behind.
final class RosterChanges implements Measurement {
    private static final List<String> NAMES = List.of("berlin", "frankfurt", "hamburg", "leipzig");
    private static final int CHANGES = 20;
    private static final int ACCEPTED_MAX = 100_000;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final List<CityHome> homes = new ArrayList<>();
    private final List<CityNode> nodes = new ArrayList<>();
    private final AtomicLong sequence = new AtomicLong();
    private final AtomicLong longestGap = new AtomicLong();
    private final AtomicLong lastFinal = new AtomicLong();
    private final ArrayBlockingQueue<Transaction> accepted = new ArrayBlockingQueue<>(ACCEPTED_MAX);
    private volatile boolean loading = true;

    @Override
    public List<Figure> measure(Setting setting) {
        try (SharedMemory memory = new SharedMemory()) {
            found(setting.folder().resolve("roster"));
            for (CityHome home : homes.subList(0, NAMES.size())) nodes.add(CityNode.start(home, memory));
            nodes.forEach(node -> await(node, 0));
            Thread load = Thread.ofPlatform().start(this::load);
            try {
                return run(setting, memory);
            } finally {
                loading = false;
                Threads.join(load);
                nodes.forEach(CityNode::close);
            }
        }
    }

    private List<Figure> run(Setting setting, SharedMemory memory) {
        List<Double> pauses = new ArrayList<>();
        int threads = 0;
        long heap = 0;
        for (int change = 1; change <= CHANGES; change++) {
            boolean joins = change % 2 == 1;
            CityHome fifth = homes.getLast();
            // A key serves one epoch, so a city that comes again brings another.
            if (joins && change > 1) fifth.renew(false, new SecureRandom(), System.currentTimeMillis());
            longestGap.set(0);
            decide(joins ? joining(fifth) : leaving(), change);
            if (change == 1) nodes.add(CityNode.start(fifth, memory));
            for (CityNode node : nodes.subList(0, joins ? nodes.size() : NAMES.size())) await(node, change);
            pause(Duration.ofSeconds(2));
            pauses.add(longestGap.get() / 1e9);
            setting.say("roster: change " + change + " of " + CHANGES + ": " + pauses.getLast() + " s without a block");
            if (change == 2) {
                threads = Thread.getAllStackTraces().size();
                heap = heap();
            }
        }
        loading = false;
        long lost = lost();
        pauses.sort(null);
        double left = (Thread.getAllStackTraces().size() - threads) / (CHANGES - 2.0);
        double kept = (heap() - heap) / 1e6 / (CHANGES - 2.0);
        double bytes = nodes.getFirst().cluster().handoversAfter(0).stream()
                .mapToLong(RosterChanges::size)
                .average()
                .orElseThrow();
        ObjectNode told = Conditions.of(
                        setting,
                        "longest time without a final block at one city around a change of the roster, under load",
                        "the aim of 5 s; most of it is the new engine's start until it is active",
                        "5 s, then 2 s")
                .put("changes", CHANGES)
                .put("p50_s", Figure.rounded(pauses.get(pauses.size() / 2)))
                .put("max_s", Figure.rounded(pauses.getLast()))
                .put("accepted", accepted.size())
                .put("lost", lost);
        return List.of(
                new Figure("roster_pause", pauses.get(pauses.size() / 2), "s", 5, told),
                new Figure("epoch_threads", left, "threads", 20, left(setting, "threads of this process, five cities")),
                new Figure("epoch_heap", kept, "MB", 10, left(setting, "live heap of this process, five cities")),
                new Figure("handover", bytes, "bytes", 4_096, left(setting, "what a verifier needs per epoch")));
    }

    private static ObjectNode left(Setting setting, String what) {
        return Conditions.of(setting, what + ", a change of the roster", "what was expected", "none")
                .put("changes", CHANGES);
    }

    private static long size(Handover handover) {
        return handover.roster().toCbor().encode().size()
                + handover.record().encode().size()
                + handover.certificate().toCbor().encode().size();
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private void found(Path folder) {
        List<CityCard> cards = new ArrayList<>();
        for (String name : NAMES) {
            CityHome home = new CityHome(folder.resolve(name));
            cards.add(home.make(config(name, name), new SecureRandom(), System.currentTimeMillis()));
            homes.add(home);
        }
        for (CityHome home : homes) home.found("bench", cards);
        CityHome bremen = new CityHome(folder.resolve("bremen"));
        try {
            Files.createDirectories(bremen.folder().resolve("keys"));
            Files.copy(
                    homes.getFirst().folder().resolve("keys/organisation.key"),
                    bremen.folder().resolve("keys/organisation.key"));
            bremen.make(config("bremen", NAMES.getFirst()), new SecureRandom(), System.currentTimeMillis());
            Files.copy(homes.getFirst().genesisFile(), bremen.genesisFile());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a fifth city", e);
        }
        homes.add(bremen);
    }

    private static CityConfig config(String name, String organisation) {
        return new CityConfig(name, name, organisation, free(), free(), new CityConfig.Doors("127.0.0.1", 0, 0, 0));
    }

    private static Endpoint free() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return new Endpoint("127.0.0.1", socket.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }

    private static void await(CityNode node, long epoch) {
        Town.until(
                "a city is active in epoch " + epoch,
                PATIENCE,
                () -> node.cluster().status().status() == Status.ACTIVE
                        && node.cluster().status().epoch() == epoch);
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    /// Fifty transactions a second, at each city in turn; notes the time between one that is final and the next.
    private void load() {
        lastFinal.set(System.nanoTime());
        for (int i = 0; loading; i++) {
            Chain chain = chain(i % NAMES.size(), "city");
            Transaction save = by(0, chain, new Call.Invoke("kv", "save", Cbor.array(Cbor.of("k" + i), Cbor.of("v"))));
            if (chain.submit(save) instanceof Admission.Pending pending) {
                accepted.add(save);
                pending.settlement().thenRun(() -> {
                    long now = System.nanoTime();
                    longestGap.accumulateAndGet(now - lastFinal.getAndSet(now), Math::max);
                });
            }
            LockSupport.parkNanos(PACE_NANOS);
        }
    }

    private Chain chain(int city, String name) {
        return nodes.get(city).chains().find(name).orElseThrow();
    }

    private Transaction by(int city, Chain chain, Call call) {
        long now = System.currentTimeMillis();
        return Transaction.sign(
                new Intent(
                        chain.domain(),
                        Address.org(NAMES.get(city)),
                        new Lane(0, sequence.incrementAndGet()),
                        new Window(now - 60_000, now + 600_000),
                        call),
                homes.get(city).organisationKey());
    }

    private Cbor council(int city, String method, Cbor... arguments) {
        Chain authority = chain(0, "authority");
        Transaction call = by(city, authority, new Call.Invoke("council", method, Cbor.array(arguments)));
        try {
            if (authority.submit(call) instanceof Admission.Pending pending
                    && pending.settlement().get(PATIENCE.toSeconds(), TimeUnit.SECONDS) instanceof Settlement.Final end
                    && end.receipt().outcome() instanceof Outcome.Succeeded(Cbor result)) return result;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new Failure(1, "the council did not answer " + method + ": " + e, "");
        }
        throw new Failure(1, "the council refused " + method, "");
    }

    private void decide(Cbor motion, long epoch) {
        Town.until("all have announced their keys for epoch " + epoch, PATIENCE, () -> {
            var state = nodes.getFirst().cluster().authority().now();
            return nodes.getFirst().cluster().roster().members().stream()
                    .allMatch(m ->
                            Rosters.announced(state, "main", epoch, m.name()).isPresent());
        });
        Cbor id = council(0, "propose", motion);
        council(1, "vote", id, Cbor.of("yes"));
        council(2, "vote", id, Cbor.of("yes"));
    }

    private static Cbor joining(CityHome home) {
        Bytes card = CityHome.read(home.cardFile());
        return Cbor.map(
                Cbor.of("kind"), Cbor.of("city-joins"),
                Cbor.of("cluster"), Cbor.of("main"),
                Cbor.of("card"), Cbor.of(card));
    }

    private static Cbor leaving() {
        return Cbor.map(
                Cbor.of("kind"), Cbor.of("city-leaves"),
                Cbor.of("cluster"), Cbor.of("main"),
                Cbor.of("node"), Cbor.of("bremen"));
    }

    private long lost() {
        Town.until(
                "every outbox is empty",
                PATIENCE,
                () -> nodes.subList(0, NAMES.size()).stream()
                        .allMatch(n -> n.cluster().status().counts().outbox() == 0));
        Chain chain = chain(0, "city");
        return accepted.stream()
                .filter(t -> !(chain.standing(t.id()) instanceof Standing.Settled))
                .count();
    }
}
