package io.polder.operator;

import io.polder.operator.Acknowledgements.Acknowledged;
import io.polder.protocol.Founding;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Looks for what was acknowledged in the certified blocks of other cities.
final class ReadBack {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String CHAIN = "/v1/chains/" + Founding.PUBLIC_CHAIN;

    private ReadBack() {}

    static boolean certified(CityClient client, String id) {
        return client.get(CHAIN + "/transactions/" + id)
                .filter(CityClient.Answer::good)
                .map(a -> a.json().path("certified").asBoolean())
                .orElse(false);
    }

    static LocalNetwork.City elsewhere(LocalNetwork.City city, List<LocalNetwork.City> cities) {
        return cities.stream()
                .filter(c -> !c.name().equals(city.name()))
                .findFirst()
                .orElseThrow();
    }

    /// How many readings are in no certified block of a city other than the one that acknowledged them.
    static long lost(List<Acknowledged> acknowledged, List<LocalNetwork.City> cities, Consumer<String> note) {
        long lost = 0;
        long end = System.nanoTime() + PATIENCE.toNanos();
        Map<String, CityClient> clients = new HashMap<>();
        for (Acknowledged each : acknowledged) {
            CityClient client =
                    clients.computeIfAbsent(elsewhere(each.city(), cities).api(), CityClient::new);
            String id = each.frame().id().toHex();
            while (!certified(client, id)) {
                if (System.nanoTime() > end) {
                    lost += each.readings();
                    note.accept("  " + id + ", acknowledged by " + each.city().name() + ": "
                            + client.get(CHAIN + "/transactions/" + id)
                                    .map(a -> a.status() + " " + new String(a.body(), StandardCharsets.UTF_8))
                                    .orElse("no answer"));
                    break;
                }
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        }
        long readings = acknowledged.stream().mapToLong(Acknowledged::readings).sum();
        note.accept("Read back at other cities: " + readings + " readings, " + lost + " lost.");
        return lost;
    }
}
