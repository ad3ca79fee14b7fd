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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// The demo's run: every city in a process of its own, load through MQTT, kills at random moments.
final class Demo implements AutoCloseable {
    private static final long ROUND_NANOS = 1_000_000;
    private static final Duration CATCH_UP = Duration.ofSeconds(240);
    private static final String CHAIN = "/v1/chains/" + Founding.PUBLIC_CHAIN;

    private final Common common;
    private final Fleet fleet;
    private final List<CityProcess> processes;
    private final Random random;

    /// What was acknowledged, how many cities were killed meanwhile, and the milliseconds to certified of a sample.
    record Load(Acknowledgements acknowledgements, int kills, List<Long> certified) {
        long certifiedP50() {
            List<Long> sorted = certified.stream().sorted().toList();
            return sorted.isEmpty() ? -1 : sorted.get(sorted.size() / 2);
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
        try (Traffic traffic = new Traffic(fleet, fleet.things(), ROUND_NANOS)) {
            Acknowledgements got = traffic.acknowledgements();
            Kills done = new Kills();
            Thread killer = Thread.ofPlatform().name("killer").start(() -> killAndBring(kills, done, got));
            while (got.readings() < readings || done.count.get() < kills) {
                if (done.failure.isPresent()) throw done.failure.get();
                traffic.step();
            }
            join(killer);
            if (done.failure.isPresent()) throw done.failure.get();
            traffic.end();
            note(got.readings() + " readings acknowledged, " + done.count.get() + " cities killed and back.");
            got.refusals().forEach((why, count) -> note("  " + count + " frames not acknowledged: " + why));
            return new Load(got, done.count.get(), certifiedSample());
        }
    }

    /// What the killer has done so far.
    private static final class Kills {
        private final AtomicInteger count = new AtomicInteger();
        private volatile Optional<Failure> failure = Optional.empty();
    }

    private void killAndBring(int kills, Kills done, Acknowledgements got) {
        try {
            for (int i = 0; i < kills; i++) {
                LockSupport.parkNanos(
                        Duration.ofMillis(1_000 + random.nextInt(3_000)).toNanos());
                int victim = random.nextInt(processes.size());
                LocalNetwork.City city = fleet.network().cities().get(victim);
                processes.get(victim).kill();
                int before = got.readings();
                note("Killed " + city.name() + " with SIGKILL under load; the others go on.");
                LockSupport.parkNanos(
                        Duration.ofMillis(2_000 + random.nextInt(2_000)).toNanos());
                note("  " + (got.readings() - before) + " readings acknowledged without it.");
                processes.get(victim).start();
                Fleet.awaitCity(city);
                awaitCaughtUp(city);
                note("  " + city.name() + " is back and has caught up.");
                done.count.incrementAndGet();
            }
        } catch (Failure e) {
            done.failure = Optional.of(e);
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

    static long height(LocalNetwork.City city) {
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
                    () -> ReadBack.certified(client, frame.id().toHex()));
            times.add((System.nanoTime() - sent) / 1_000_000);
        }
        return times;
    }

    /// Takes the proof of a reading from one city, checks it with the verifier's code alone, and then every copy of it
    /// in
    /// which one byte is changed: each must be refused or say exactly the same.
    Proof prove(Load load, Path folder) {
        List<Acknowledgements.Acknowledged> all = load.acknowledgements().all();
        Acknowledgements.Acknowledged record = all.get(random.nextInt(all.size()));
        LocalNetwork.City other =
                ReadBack.elsewhere(record.city(), fleet.network().cities());
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

    /// How many acknowledged readings no other city has in a certified block.
    long lost(Load load) {
        return ReadBack.lost(load.acknowledgements().all(), fleet.network().cities(), this::note);
    }

    @Override
    public void close() {
        processes.forEach(CityProcess::close);
    }
}
