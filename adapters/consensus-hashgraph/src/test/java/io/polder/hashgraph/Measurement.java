package io.polder.hashgraph;

import com.sun.management.OperatingSystemMXBean;
import io.polder.consensus.Cluster;
import io.polder.consensus.ConsensusEngine;
import io.polder.consensus.Ordered;
import io.polder.consensus.Round;
import io.polder.consensus.Status;
import io.polder.consensus.Submission;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.testkit.Await;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Figures of four members in one process: start, idle, latency at 50 transactions a second, throughput.
public final class Measurement {
    private static final int MEMBERS = 4;
    private static final int SIZE = 200;
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final List<ConsensusEngine> engines = new ArrayList<>();
    private final List<Counter> counters = new ArrayList<>();
    private long sequence;

    private Measurement() {}

    /// Counts what is final at one member, and how long it took if it was submitted there.
    private static final class Counter implements io.polder.consensus.Application {
        private final long self;
        private final List<Long> nanos = new ArrayList<>();
        private Hash digest = Hash.ZERO;
        private long count;
        private long durable;
        private long rounds;

        Counter(long self) {
            this.self = self;
        }

        @Override
        public synchronized long durableRound() {
            return durable;
        }

        @Override
        public io.polder.consensus.Prepared preHandle(long creator, Bytes transaction) {
            return io.polder.consensus.Prepared.NOTHING;
        }

        @Override
        public void message(long sender, Bytes message) {}

        @Override
        public synchronized Hash deliver(Round round) {
            long now = System.nanoTime();
            rounds++;
            for (Ordered ordered : round.transactions()) {
                count++;
                if (ordered.creator() == self)
                    nanos.add(now
                            - ByteBuffer.wrap(ordered.transaction().shared()).getLong());
                digest = Hash.of(digest.bytes().shared(), ordered.transaction().shared());
            }
            return digest;
        }

        @Override
        public synchronized void seal(long round) {
            durable = round;
        }

        @Override
        public void restore(long round, Hash hash) {}

        @Override
        public boolean pending() {
            return false;
        }

        @Override
        public void status(Status status) {}

        synchronized long count() {
            return count;
        }

        synchronized long rounds() {
            return rounds;
        }

        synchronized long[] takeLatencies() {
            long[] taken = nanos.stream().mapToLong(Long::longValue).toArray();
            nanos.clear();
            return taken;
        }
    }

    public static void main(String[] arguments) throws IOException {
        new Measurement().run(Integer.parseInt(arguments.length > 0 ? arguments[0] : "20"));
        System.exit(0);
    }

    private void run(int seconds) throws IOException {
        var fixture =
                new HashgraphFixture(Files.createTempDirectory("hashgraph"), MEMBERS, HashgraphFixture.settings());
        Cluster cluster = fixture.found(1, Hash.of(Bytes.utf8("measurement")));
        long begin = System.nanoTime();
        for (int i = 0; i < MEMBERS; i++) {
            counters.add(new Counter(i));
            engines.add(fixture.engine(cluster, i));
            engines.get(i).start(counters.get(i));
        }
        for (ConsensusEngine engine : engines)
            Await.until(Duration.ofMinutes(2), "active", () -> engine.status() == Status.ACTIVE, engine::status);
        say("all active after %.1f s", (System.nanoTime() - begin) / 1e9);
        submit(0);
        Await.until(Duration.ofMinutes(1), "one", () -> counters.getFirst().count() == 1, () -> "none");
        say("first transaction final after %.1f s", (System.nanoTime() - begin) / 1e9);
        idle("warming", 10);
        idle("idle", seconds);
        load(50, seconds);
        idle("idle", seconds);
        load(5_000, seconds);
        load(20_000, seconds);
        load(50, seconds);
        idle("idle", seconds);
        begin = System.nanoTime();
        engines.forEach(ConsensusEngine::close);
        say("closed in %.1f s", (System.nanoTime() - begin) / 1e9);
    }

    private Submission submit(int member) {
        byte[] content = new byte[SIZE];
        ByteBuffer.wrap(content).putLong(System.nanoTime()).putLong(sequence++);
        return engines.get(member).submit(Bytes.wrap(content));
    }

    private void idle(String what, int seconds) {
        measured(what, seconds, () -> LockSupport.parkNanos(seconds * 1_000_000_000L));
    }

    private void load(int rate, int seconds) {
        counters.forEach(Counter::takeLatencies);
        long before = counters.getFirst().count();
        long[] refused = {0};
        measured(rate + "/s", seconds, () -> {
            long start = System.nanoTime();
            long offered = 0;
            while (System.nanoTime() - start < seconds * 1_000_000_000L) {
                long due = (System.nanoTime() - start) * rate / 1_000_000_000L;
                for (; offered < due; offered++)
                    if (submit((int) (offered % MEMBERS)) != Submission.ACCEPTED) refused[0]++;
                LockSupport.parkNanos(2_000_000);
            }
        });
        LockSupport.parkNanos(3_000_000_000L);
        long[] all = counters.stream()
                .flatMapToLong(c -> Arrays.stream(c.takeLatencies()))
                .sorted()
                .toArray();
        say(
                "  final %.0f/s, refused %d, p50 %.0f ms, p90 %.0f ms, p99 %.0f ms, most %.0f ms",
                (counters.getFirst().count() - before) / (double) seconds,
                refused[0],
                at(all, 0.5),
                at(all, 0.9),
                at(all, 0.99),
                at(all, 1));
    }

    private static double at(long[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)] / 1e6;
    }

    private void measured(String what, int seconds, Runnable work) {
        long cpu = SYSTEM.getProcessCpuTime();
        long rounds = counters.getFirst().rounds();
        long begin = System.nanoTime();
        work.run();
        double took = System.nanoTime() - begin;
        say(
                "%s for %d s: %.1f %% of a core, machine %.0f %%, %.1f rounds/s with transactions,"
                        + " heap %d MB, RSS %d MB, %d threads",
                what,
                seconds,
                100 * (SYSTEM.getProcessCpuTime() - cpu) / took,
                100 * SYSTEM.getCpuLoad(),
                (counters.getFirst().rounds() - rounds) / (took / 1e9),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20,
                residentMegabytes(),
                Thread.activeCount());
    }

    private static long residentMegabytes() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            return -1;
        }
    }

    private static void say(String format, Object... values) {
        System.out.printf(format + "%n", values);
    }
}
