package io.polder.bench;

import io.polder.chain.Chain;
import io.polder.chain.ClusterStatus;
import io.polder.chain.OrderCluster;
import io.polder.chain.Proving;
import io.polder.chain.RoundBundle;
import io.polder.chain.Settlement;
import io.polder.protocol.Member;
import io.polder.protocol.Roster;
import io.polder.protocol.proof.Proof;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A network of some size, really run in this process: what it came to.
///
/// @param startSeconds from nothing until all take part in the order
/// @param latencyMs how long each transaction took, one at a time, in rising order
/// @param threads of this process for each city
/// @param eventBytes that the engine of each city heard and kept in a second
/// @param cpu cores that all cities together kept busy
record GrowthRun(int cities, double startSeconds, List<Double> latencyMs, Sizes sizes, double threads, Load load) {
    private static final Duration CERTIFIED = Duration.ofSeconds(120);

    /// Bytes of things that cities and verifiers keep.
    record Sizes(int roster, int certificate, int signatures, int proof, int engineKey) {}

    record Load(double eventBytes, double cpu, double othersCores) {}

    static GrowthRun of(int cities, Setting setting) {
        Path folder = setting.folder().resolve("growth-" + cities);
        setting.say("growth: founding " + cities + " cities");
        int threadsBefore = running();
        long begun = System.nanoTime();
        try (Town town = Town.found(
                folder, IntStream.range(0, cities).mapToObj(Growth::name).toList())) {
            double start = (System.nanoTime() - begun) / 1e9;
            Crowd crowd = Crowd.of(town.network, cities);
            town.enrol(crowd.enrolments(town.network, true));
            setting.say("growth: " + cities + " cities run; measuring for " + setting.seconds() + " s");
            int next = 0;
            for (long end = end(setting.warmUp()); System.nanoTime() < end; )
                town.submit(next % cities, crowd.frame(next++, Crowd.READINGS_PER_FRAME));
            long events = eventBytes(town);
            Cpu before = Cpu.now(List.of());
            List<Double> latency = new ArrayList<>();
            Settlement.Final last = null;
            for (long end = end(setting.seconds()); last == null || System.nanoTime() < end; ) {
                long sent = System.nanoTime();
                last = town.submit(next % cities, crowd.frame(next++, Crowd.READINGS_PER_FRAME));
                latency.add((System.nanoTime() - sent) / 1e6);
            }
            Cpu spent = Cpu.now(List.of()).since(before);
            double kept = (eventBytes(town) - events) / spent.seconds() / cities;
            Collections.sort(latency);
            double perCity = (running() - threadsBefore) / (double) cities;
            Load load = new Load(kept, spent.process() / (double) spent.wall(), spent.otherCores());
            return new GrowthRun(cities, start, latency, sizes(town, last), perCity, load);
        }
    }

    private static long end(int seconds) {
        return System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    }

    private static int running() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static Sizes sizes(Town town, Settlement.Final done) {
        Chain chain = town.chain(0);
        AtomicReference<Proof> proof = new AtomicReference<>();
        Town.until("the last reading is certified", CERTIFIED, () -> {
            if (chain.proveReading(done.id(), 1) instanceof Proving.Proven proven) proof.set(proven.proof());
            return proof.get() != null;
        });
        OrderCluster cluster = town.nodes.getFirst().cluster();
        ClusterStatus.Rounds rounds = cluster.status().rounds();
        RoundBundle bundle =
                cluster.rounds(rounds.certified() - 1, 1).stream().findFirst().orElseThrow();
        Roster roster = cluster.roster();
        return new Sizes(
                roster.toCbor().encode().size(),
                bundle.certificate().toCbor().encode().size(),
                bundle.certificate().signatures().size(),
                proof.get().encode().size(),
                (int) roster.members().stream()
                        .map(Member::engineKey)
                        .mapToInt(key -> key.size())
                        .average()
                        .orElseThrow());
    }

    /// What the engines of all cities have written of events, their own and the others'.
    private static long eventBytes(Town town) {
        return town.network.cities().stream()
                .map(city -> city.home().engine(0))
                .mapToLong(GrowthRun::bytesOfEvents)
                .sum();
    }

    private static long bytesOfEvents(Path engine) {
        try (Stream<Path> files = Files.walk(engine)) {
            return files.filter(f -> f.toString().endsWith(".pces"))
                    .mapToLong(f -> f.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at the event log", e);
        }
    }

    double p50() {
        return latencyMs.get(latencyMs.size() / 2);
    }
}
