package io.polder.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.cli.Failure;
import io.polder.protocol.Founding;
import io.polder.protocol.Header;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// How long a client waits for final and for certified, at 50 transactions a second over all four cities.
final class Latency implements Measurement {
    private static final int RATE = 50;
    private static final int FSYNCS = 50;
    private static final int BLOCK_BYTES = 16_384;
    /// A round is decided by the witnesses of the second round after it.
    private static final int ROUNDS_TO_DECIDE = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private record Waits(Queue<Long> finals, Queue<Long> certified, AtomicInteger failed) {
        static double millis(Collection<Long> waits, int percent) {
            List<Long> sorted = waits.stream().sorted().toList();
            if (sorted.isEmpty()) throw new Failure(1, "no transaction became final", "");
            return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100)) / 1e6;
        }
    }

    @Override
    public List<Figure> measure(Setting setting) {
        Path folder = setting.folder().resolve("latency");
        setting.say("latency: founding four cities");
        try (Town town = Town.found(folder)) {
            Crowd crowd = Crowd.of(town.network, RATE);
            double fsync = fsyncMillis(folder.resolve("fsync"));
            setting.say("latency: measuring for " + setting.total() + " s");
            send(town, crowd, new Waits(queue(setting), queue(setting), new AtomicInteger()), 0, setting.warmUp());
            long height = town.blocks();
            Cpu before = Cpu.now(List.of());
            Waits waits = new Waits(queue(setting), queue(setting), new AtomicInteger());
            send(town, crowd, waits, setting.warmUp() * RATE, setting.seconds());
            Cpu spent = Cpu.now(List.of()).since(before);
            double interval = roundMillis(town, height);
            return figures(setting, waits, spent, interval, fsync);
        }
    }

    private static Queue<Long> queue(Setting setting) {
        return new ArrayBlockingQueue<>((setting.total() + 1) * RATE);
    }

    /// Every second transaction waits for final, the others for certified.
    private void send(Town town, Crowd crowd, Waits waits, int first, int seconds) {
        List<java.util.concurrent.CompletableFuture<?>> open = new ArrayList<>();
        long begun = System.nanoTime();
        for (int i = 0; i < seconds * RATE; i++) {
            Transaction transaction = crowd.saves(first + i);
            long due = begun + i * 1_000_000_000L / RATE;
            while (System.nanoTime() < due) LockSupport.parkNanos(due - System.nanoTime());
            boolean certified = i / Conditions.CITIES % 2 == 1;
            HttpRequest request = request(
                    town.network.cities().get(i % Conditions.CITIES).api(),
                    certified ? "certified" : "final",
                    transaction);
            long sent = System.nanoTime();
            open.add(http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                    .thenAccept(answer -> {
                        if (answer.statusCode() != 200) waits.failed.incrementAndGet();
                        else (certified ? waits.certified : waits.finals).add(System.nanoTime() - sent);
                    }));
        }
        open.forEach(java.util.concurrent.CompletableFuture::join);
    }

    private static HttpRequest request(String api, String moment, Transaction transaction) {
        return HttpRequest.newBuilder(URI.create(api + "/v1/chains/" + Founding.PUBLIC_CHAIN + "/transactions?wait="
                        + moment + "&timeout=30000"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/cbor")
                .POST(HttpRequest.BodyPublishers.ofByteArray(transaction.wire().shared()))
                .build();
    }

    /// The time between two rounds of the engine while the load ran.
    private static double roundMillis(Town town, long height) {
        Header first = town.chain(0).block(height).orElseThrow().header();
        Header last = town.chain(0).head().orElseThrow();
        return (last.time() - first.time()) / (double) Math.max(1, last.round() - first.round());
    }

    /// The median time of a small write with fsync, where the ledgers lie.
    static double fsyncMillis(Path file) {
        List<Long> times = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int i = 0; i < FSYNCS; i++) {
                long begun = System.nanoTime();
                channel.write(ByteBuffer.wrap(Bytes.wrap(new byte[BLOCK_BYTES]).shared()));
                channel.force(false);
                times.add(System.nanoTime() - begun);
            }
        } catch (IOException e) {
            throw new Failure(1, "cannot write " + file + ": " + e.getMessage(), "");
        }
        return Waits.millis(times, 50);
    }

    private static List<Figure> figures(Setting setting, Waits waits, Cpu spent, double interval, double fsync) {
        double bound = ROUNDS_TO_DECIDE * interval + 2 * fsync;
        String is = "three rounds of the engine and two fsyncs (outbox, block), both measured in this run";
        List<Figure> figures = new ArrayList<>();
        figures.add(new Figure(
                "latency_p50",
                Waits.millis(waits.finals, 50),
                "ms",
                bound,
                conditions(setting, "final, median", is, "350 ms, then 200", spent)));
        figures.add(new Figure(
                "latency_p99",
                Waits.millis(waits.finals, 99),
                "ms",
                bound,
                conditions(setting, "final, 99 of 100", is, "1000 ms, then 600", spent)));
        figures.add(new Figure(
                "certified_p50",
                Waits.millis(waits.certified, 50),
                "ms",
                bound,
                conditions(setting, "certified, median", is, "final + 300 ms", spent)
                        .put("certified_p99", Figure.rounded(Waits.millis(waits.certified, 99)))));
        for (Figure figure : figures)
            figure.conditions()
                    .put("round_ms", Figure.rounded(interval))
                    .put("fsync_ms", Figure.rounded(fsync))
                    .put("samples", waits.finals.size() + waits.certified.size())
                    .put("failed", waits.failed.get());
        return figures;
    }

    private static ObjectNode conditions(Setting setting, String moment, String bound, String aim, Cpu spent) {
        return Conditions.with(
                Conditions.of(
                        setting,
                        "from the POST of a signed kv save to its answer, " + moment + ", at 50/s over four cities",
                        bound,
                        aim),
                spent);
    }
}
