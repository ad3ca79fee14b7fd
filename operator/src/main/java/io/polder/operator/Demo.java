package io.polder.operator;

import io.polder.cli.Common;
import io.polder.cli.Failure;
import io.polder.protocol.Founding;
import io.polder.protocol.Genesis;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.proof.Finding;
import io.polder.protocol.proof.ProofFile;
import io.polder.protocol.signature.Signatures;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// The demo's run: every city in a process of its own, load through MQTT, kills at random moments.
final class Demo implements AutoCloseable {
    private static final int FRAME_READINGS = 5;
    private static final int IN_FLIGHT_MAX = 8;
    private static final Duration READ_BACK = Duration.ofSeconds(120);
    private static final Duration CATCH_UP = Duration.ofSeconds(240);
    private static final String CHAIN = "/v1/chains/" + Founding.PUBLIC_CHAIN;

    private final Common common;
    private final Fleet fleet;
    private final List<CityProcess> processes;
    private final Random random;

    /// What was acknowledged, and how long it took: milliseconds to final, and to certified for a sample.
    record Load(List<Acknowledged> acknowledged, int kills, List<Long> latencies, List<Long> certified) {
        long readings() {
            return acknowledged.stream().mapToLong(Acknowledged::readings).sum();
        }

        long quantile(double share) {
            List<Long> sorted = latencies.stream().sorted().toList();
            return sorted.isEmpty() ? -1 : sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * share));
        }

        long certifiedP50() {
            List<Long> sorted = certified.stream().sorted().toList();
            return sorted.isEmpty() ? -1 : sorted.get(sorted.size() / 2);
        }
    }

    /// A frame that a city said is final, and the city that said so.
    record Acknowledged(Transaction.DeviceFrame frame, LocalNetwork.City city) {
        int readings() {
            return frame.frame().readings().size();
        }
    }

    /// What became of the proof, and of its changed copies.
    record Proof(boolean verified, boolean tamperedRefused) {}

    private Demo(Common common, Fleet fleet, List<CityProcess> processes, Random random) {
        this.common = common;
        this.fleet = fleet;
        this.processes = processes;
        this.random = random;
    }

    static Demo start(Common common, Path folder, Stations measured, long seed) {
        LocalNetwork network = LocalNetwork.in(folder, Stations.CITIES);
        Demo demo = new Demo(common, Fleet.of(network, measured), new ArrayList<>(), new Random(seed));
        demo.note("Seed " + seed + ", data in " + folder + ", fingerprint "
                + network.genesis().id() + ".");
        for (LocalNetwork.City city : network.cities()) demo.processes.add(CityProcess.start(city));
        demo.fleet.awaitCities();
        demo.note("Four cities, each in a process of its own, agree on an order.");
        demo.fleet.enrol(common);
        return demo;
    }

    private void note(String line) {
        if (!common.json()) common.say(Json.object(), line);
        else common.say(Json.object().put("note", line));
    }

    /// Publishes until enough readings are acknowledged and enough cities were killed and came back.
    Load replay(int readings, int kills) {
        List<Replay> sessions = fleet.things().stream().map(Replay::connect).toList();
        Recorder recorder = new Recorder();
        Thread killer = Thread.ofPlatform().name("killer").start(() -> killAndBring(kills, recorder));
        int[] next = new int[sessions.size()];
        int turn = 0;
        while (recorder.readings.get() < readings || recorder.kills.get() < kills) {
            if (recorder.failure.isPresent()) throw recorder.failure.get();
            int at = turn++ % sessions.size();
            if (at == 0) LockSupport.parkNanos(1_000_000);
            StationThing thing = fleet.things().get(at);
            if (recorder.open(thing.city).get() >= IN_FLIGHT_MAX
                    || !sessions.get(at).connected()) continue;
            List<Stations.Measured> all = fleet.measured().readings().get(thing.name());
            int from = next[at];
            next[at] = Math.min(all.size(), from + FRAME_READINGS);
            if (from < next[at]) recorder.publish(sessions.get(at), thing, all.subList(from, next[at]));
        }
        join(killer);
        if (recorder.failure.isPresent()) throw recorder.failure.get();
        Patience.until(
                "every message is answered",
                CATCH_UP,
                () -> recorder.open.values().stream().allMatch(o -> o.get() == 0));
        sessions.forEach(Replay::close);
        note(recorder.readings.get() + " readings acknowledged, " + recorder.kills.get() + " cities killed and back.");
        recorder.refusals.forEach((why, count) -> note("  " + count + " frames not acknowledged: " + why));
        return recorder.load(certifiedSample());
    }

    /// Writes down every acknowledgement.
    private static final class Recorder {
        private final ConcurrentHashMap<String, Acknowledged> acknowledged = new ConcurrentHashMap<>();
        private final ConcurrentHashMap<String, Long> latencies = new ConcurrentHashMap<>();
        private final AtomicInteger readings = new AtomicInteger();
        private final ConcurrentHashMap<String, AtomicInteger> open = new ConcurrentHashMap<>();
        private final AtomicInteger kills = new AtomicInteger();
        /// Why frames were not acknowledged, and how many.
        private final ConcurrentHashMap<String, Integer> refusals = new ConcurrentHashMap<>();
        private volatile Optional<Failure> failure = Optional.empty();

        /// Messages to a city that it has not answered.
        AtomicInteger open(LocalNetwork.City city) {
            return open.computeIfAbsent(city.name(), c -> new AtomicInteger());
        }

        void publish(Replay session, StationThing thing, List<Stations.Measured> part) {
            open(thing.city).incrementAndGet();
            long sent = System.nanoTime();
            session.publish(part).whenComplete((frame, failed) -> {
                open(thing.city).decrementAndGet();
                if (failed != null) {
                    refusals.merge(reason(failed), 1, Integer::sum);
                    return;
                }
                String id = frame.id().toHex();
                latencies.put(id, (System.nanoTime() - sent) / 1_000_000);
                if (acknowledged.put(id, new Acknowledged(frame, thing.city)) == null) readings.addAndGet(part.size());
            });
        }

        private static String reason(Throwable failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            return cause.getClass().getSimpleName() + ": " + cause.getMessage();
        }

        Load load(List<Long> certified) {
            return new Load(
                    List.copyOf(acknowledged.values()), kills.get(), List.copyOf(latencies.values()), certified);
        }
    }

    private void killAndBring(int kills, Recorder recorder) {
        try {
            for (int i = 0; i < kills; i++) {
                LockSupport.parkNanos(
                        Duration.ofMillis(1_000 + random.nextInt(3_000)).toNanos());
                int victim = random.nextInt(processes.size());
                LocalNetwork.City city = fleet.network().cities().get(victim);
                processes.get(victim).kill();
                int before = recorder.readings.get();
                note("Killed " + city.name() + " with SIGKILL under load; the others go on.");
                LockSupport.parkNanos(
                        Duration.ofMillis(2_000 + random.nextInt(2_000)).toNanos());
                note("  " + (recorder.readings.get() - before) + " readings acknowledged without it.");
                processes.get(victim).start();
                Fleet.awaitCity(city);
                awaitCaughtUp(city);
                note("  " + city.name() + " is back and has caught up.");
                recorder.kills.incrementAndGet();
            }
        } catch (Failure e) {
            recorder.failure = Optional.of(e);
        }
    }

    private void awaitCaughtUp(LocalNetwork.City city) {
        long goal = fleet.network().cities().stream()
                .filter(c -> !c.equals(city))
                .mapToLong(Demo::height)
                .max()
                .orElse(0);
        Patience.until(city.name() + " has block " + goal, CATCH_UP, () -> height(city) >= goal);
    }

    private static long height(LocalNetwork.City city) {
        return new CityClient(city.api())
                .get(CHAIN)
                .filter(CityClient.Answer::good)
                .map(a -> a.json().path("height").asLong(-1))
                .orElse(-1L);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Milliseconds from submission to certified, for a few transactions at rest.
    private List<Long> certifiedSample() {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            StationThing thing = fleet.things().get(i % fleet.things().size());
            Transaction.DeviceFrame frame =
                    thing.frame(fleet.measured().readings().get(thing.name()).subList(0, 1));
            long sent = System.nanoTime();
            CityClient client = new CityClient(thing.city.api());
            if (client.submit(Founding.PUBLIC_CHAIN, frame)
                    .filter(a -> a.status() == 200)
                    .isEmpty()) continue;
            Patience.until(
                    "a certificate",
                    CATCH_UP,
                    () -> certified(client, frame.id().toHex()));
            times.add((System.nanoTime() - sent) / 1_000_000);
        }
        return times;
    }

    private static boolean certified(CityClient client, String id) {
        return client.get(CHAIN + "/transactions/" + id)
                .filter(CityClient.Answer::good)
                .map(a -> a.json().path("certified").asBoolean())
                .orElse(false);
    }

    /// Takes the proof of a reading from one city, checks it with the verifier's code alone, and then every copy of it
    /// in
    /// which one byte is changed: each must be refused or say exactly the same.
    Proof prove(Load load, Path folder) {
        Acknowledged record =
                load.acknowledged().get(random.nextInt(load.acknowledged().size()));
        LocalNetwork.City other = elsewhere(record.city());
        String path = CHAIN + "/proofs/readings/" + record.frame().id() + "/0";
        CityClient client = new CityClient(other.api());
        Patience.until(
                "a proof from " + other.name(),
                CATCH_UP,
                () -> client.get(path, "application/cbor")
                        .filter(CityClient.Answer::good)
                        .isPresent());
        Bytes proof =
                Bytes.wrap(client.get(path, "application/cbor").orElseThrow().body());
        Genesis genesis = fleet.network().genesis();
        Finding finding = ProofFile.decode(proof).check(genesis.id(), Signatures.jdk());
        boolean alone = VerifierAlone.holds(proof, folder, genesis.id());
        if (finding instanceof Finding.Holds holds) note("Proven from " + other.name() + ": " + holds.sentence());
        int different = 0;
        int meaningless = 0;
        for (int at = 0; at < proof.size(); at++) {
            byte[] changed = proof.toArray();
            changed[at] ^= (byte) (1 + random.nextInt(255));
            Optional<Finding.Holds> still = holds(genesis, Bytes.wrap(changed));
            if (still.isEmpty()) continue;
            if (still.get().equals(finding)) meaningless++;
            else {
                different++;
                note("  byte " + at + ": " + (proof.at(at) & 0xff) + " became " + (changed[at] & 0xff) + ": "
                        + still.get().sentence());
            }
        }
        note(proof.size() + " bytes changed in turn: " + (proof.size() - meaningless - different)
                + " copies are refused, " + meaningless + " say exactly the same, " + different
                + " say something else.");
        return new Proof(alone && finding instanceof Finding.Holds, different == 0);
    }

    private static Optional<Finding.Holds> holds(Genesis genesis, Bytes proof) {
        try {
            return ProofFile.decode(proof).check(genesis.id(), Signatures.jdk()) instanceof Finding.Holds holds
                    ? Optional.of(holds)
                    : Optional.empty();
        } catch (Malformed e) {
            return Optional.empty();
        }
    }

    private LocalNetwork.City elsewhere(LocalNetwork.City city) {
        return fleet.network().cities().stream()
                .filter(c -> !c.equals(city))
                .findFirst()
                .orElseThrow();
    }

    /// Reads every acknowledged frame back at another city: how many readings are in no certified block there.
    long lost(Load load) {
        long lost = 0;
        long end = System.nanoTime() + READ_BACK.toNanos();
        for (Acknowledged each : load.acknowledged()) {
            CityClient client = new CityClient(elsewhere(each.city()).api());
            String id = each.frame().id().toHex();
            while (!certified(client, id)) {
                if (System.nanoTime() > end) {
                    lost += each.readings();
                    note("  " + id + ", acknowledged by "
                            + each.city().name() + ": "
                            + client.get(CHAIN + "/transactions/" + id)
                                    .map(a -> a.status() + " " + new String(a.body(), StandardCharsets.UTF_8))
                                    .orElse("no answer"));
                    break;
                }
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        }
        note("Read back at other cities: " + load.readings() + " readings, " + lost + " lost.");
        return lost;
    }

    @Override
    public void close() {
        processes.forEach(CityProcess::close);
    }
}
