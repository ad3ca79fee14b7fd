package io.polder.operator;

import io.polder.cli.Common;
import io.polder.cli.Failure;
import io.polder.cli.Progress;
import io.polder.protocol.ChainSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The stations as things of a running network.
record Fleet(LocalNetwork network, Stations measured, List<StationThing> things) {
    private static final Duration START = Duration.ofSeconds(180);

    static Fleet of(LocalNetwork network, Stations measured) {
        Map<String, LocalNetwork.City> cities =
                network.cities().stream().collect(Collectors.toMap(LocalNetwork.City::name, Function.identity()));
        List<StationThing> things = measured.stations().stream()
                .filter(s -> measured.readings().containsKey(s.name()))
                .map(s -> new StationThing(
                        s, cities.get(Stations.nearest(s)), network.genesis().id()))
                .toList();
        return new Fleet(network, measured, things);
    }

    /// Returns when every city orders.
    void awaitCities() {
        for (LocalNetwork.City city : network.cities()) awaitCity(city);
    }

    static void awaitCity(LocalNetwork.City city) {
        CityClient client = new CityClient(city.api());
        Patience.until(
                city.name() + " takes part in the order",
                START,
                () -> client.get("/v1/health").filter(CityClient.Answer::good).isPresent());
    }

    /// Enrols every station at its city; many at a time.
    void enrol(Common common) {
        try (Progress progress = Progress.of(common, "enrolling stations", things.size());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (StationThing thing : things) all.add(threads.submit(() -> enrol(thing, progress)));
            for (Future<?> each : all) join(each);
        }
    }

    private static void enrol(StationThing thing, Progress progress) {
        CityClient.Answer answer = new CityClient(thing.city.api())
                .submit(ChainSpec.AUTHORITY, thing.enrolment())
                .orElseThrow(() -> new Failure(3, thing.city.name() + " does not answer", "see its node.log"));
        if (answer.status() != 200)
            throw new Failure(1, thing.name() + " was not enrolled: " + answer.json(), "see node.log");
        synchronized (progress) {
            progress.step(1);
        }
    }

    private static void join(Future<?> each) {
        try {
            each.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Failure failure) throw failure;
            throw new IllegalStateException("enrolling", e.getCause());
        }
    }
}
