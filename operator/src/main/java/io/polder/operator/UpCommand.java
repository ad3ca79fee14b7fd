package io.polder.operator;

import io.polder.cli.Common;
import io.polder.node.CityNode;
import io.polder.rocksdb.SharedMemory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Starts four cities on this machine and replays measured readings until it is ended.
@Command(
        name = "up",
        description = "start four cities on this machine and replay measured readings until Ctrl-C",
        footer = {
            "",
            "Examples:",
            "  polder up                 all four in one process",
            "  polder up --processes     each city in a process of its own",
            "  polder up --no-replay     the cities alone"
        })
final class UpCommand implements Callable<Integer> {
    private static final int FRAME_READINGS = 30;
    private static final long ROUND_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int IN_FLIGHT_MAX = 280;

    @Mixin
    private Common common;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "${sys:polder.root:-.}/run/up",
            description = "data (${DEFAULT-VALUE})")
    private Path folder;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${sys:polder.root:-.}/examples/data",
            description = "measured readings (${DEFAULT-VALUE})")
    private Path data;

    @Option(names = "--processes", description = "give each city a process of its own")
    private boolean processes;

    @Option(names = "--no-replay", description = "start the cities and send nothing")
    private boolean quiet;

    private final AtomicBoolean ended = new AtomicBoolean();
    private final Deque<Runnable> running = new ArrayDeque<>();

    @Override
    public Integer call() {
        long start = System.nanoTime();
        NodeLog.quiet();
        Ending.hear(() -> ended.set(true));
        try {
            Stations measured = Stations.read(data);
            note("Founding Hamburg, Berlin, Frankfurt and Leipzig in " + folder + ".");
            LocalNetwork network = LocalNetwork.in(folder, Stations.CITIES);
            note("Starting four cities; fingerprint " + network.genesis().id() + ".");
            startCities(network);
            Fleet fleet = Fleet.of(network, measured);
            fleet.awaitCities();
            note("All four agree on an order after " + seconds(start) + " s.");
            if (!quiet) replay(fleet, start);
            tell(network, start);
            tellWhatNext(network);
            while (!ended.get()) LockSupport.parkNanos(ROUND_NANOS);
            return 0;
        } finally {
            closeAll();
        }
    }

    private void startCities(LocalNetwork network) {
        if (processes) {
            for (LocalNetwork.City city : network.cities()) running.push(CityProcess.start(city)::close);
            return;
        }
        SharedMemory memory = new SharedMemory();
        running.push(memory::close);
        for (LocalNetwork.City city : network.cities()) running.push(CityNode.start(city.home(), memory)::close);
    }

    private void replay(Fleet fleet, long start) {
        fleet.enrol(common);
        List<Replay> sessions = new ArrayList<>();
        for (StationThing thing : fleet.things()) sessions.add(Replay.connect(thing));
        AtomicLong done = new AtomicLong();
        AtomicLong open = new AtomicLong();
        AtomicLong failed = new AtomicLong();
        AtomicBoolean first = new AtomicBoolean(true);
        for (int day = 0; !ended.get(); day += FRAME_READINGS) {
            boolean more = false;
            for (int i = 0; i < sessions.size() && !ended.get(); i++) {
                List<Stations.Measured> all =
                        fleet.measured().readings().get(fleet.things().get(i).name());
                if (day >= all.size()) continue;
                more = true;
                while (open.get() >= IN_FLIGHT_MAX && !ended.get()) LockSupport.parkNanos(ROUND_NANOS / 100);
                List<Stations.Measured> part = all.subList(day, Math.min(all.size(), day + FRAME_READINGS));
                open.incrementAndGet();
                CompletableFuture<?> published = sessions.get(i).publish(part).whenComplete((frame, failure) -> {
                    open.decrementAndGet();
                    if (failure == null) done.addAndGet(part.size());
                    else if (failed.getAndIncrement() == 0) note("A frame was not taken: " + failure.getMessage());
                });
                if (first.compareAndSet(true, false)) {
                    published.join();
                    note("First final reading after " + seconds(start) + " s.");
                    tell(fleet.network(), start);
                    tellWhatNext(fleet.network());
                }
            }
            if (!more) break;
            note(done.get() + " of " + fleet.measured().count() + " readings are final"
                    + (failed.get() == 0 ? "." : "; " + failed.get() + " frames were not taken."));
            LockSupport.parkNanos(ROUND_NANOS);
        }
        sessions.forEach(Replay::close);
    }

    private void tell(LocalNetwork network, long start) {
        for (LocalNetwork.City city : network.cities())
            common.say(
                    Json.object()
                            .put("city", city.name())
                            .put("api", city.api())
                            .put("mqtt", city.config().doors().mqtt())
                            .put("seconds", Double.parseDouble(seconds(start))),
                    "  %-10s %s   mqtt port %d"
                            .formatted(
                                    city.name(),
                                    city.api(),
                                    city.config().doors().mqtt()));
    }

    private void tellWhatNext(LocalNetwork network) {
        String url = network.cities().getFirst().api();
        String at = url.equals("http://127.0.0.1:8080") ? "" : " --url " + url;
        note("Try in another terminal:");
        note("  ./polder status" + at);
        note("  ./polder readings" + at);
        note("  ./polder tail" + at);
        note("Ctrl-C ends it; the data stays in " + folder + ".");
    }

    private void note(String line) {
        if (!common.json()) common.say(Json.object(), line);
    }

    private static String seconds(long since) {
        return String.format(Locale.ROOT, "%.1f", (System.nanoTime() - since) / 1e9);
    }

    private void closeAll() {
        while (!running.isEmpty()) {
            try {
                running.pop().run();
            } catch (RuntimeException e) { // the others are still to be closed
                common.err().println("while closing: " + e);
            }
        }
    }
}
