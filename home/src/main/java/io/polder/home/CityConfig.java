package io.polder.home;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.polder.protocol.Member.Endpoint;
import io.polder.protocol.Names;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Malformed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/// What a city's operator chooses: who it is, where the others reach it, where its doors listen.
public record CityConfig(String name, String city, String organisation, Endpoint gossip, Endpoint sync, Doors doors) {
    private static final String SETTLE = "settle-every";
    private static final Duration SETTLE_MIN = Duration.ofSeconds(5);
    private static final Duration SETTLE_MAX = Duration.ofDays(366);

    /// The interface that the doors for people and devices bind, and their ports; 0 takes any free one. The origins are
    /// those of web pages that may ask JSON-RPC: `loopback`, `*`, or such as `https://dapp.example`.
    public record Doors(String bind, int api, int mqtt, int http, List<String> origins) {
        private static final List<String> USUAL = List.of("loopback");
        public static final Doors LOOPBACK = new Doors("127.0.0.1", 8080, 1883, 8081);

        public Doors {
            origins = List.copyOf(origins);
        }

        public Doors(String bind, int api, int mqtt, int http) {
            this(bind, api, mqtt, http, USUAL);
        }
    }

    public CityConfig {
        for (String each : List.of(name, city, organisation))
            if (!Names.valid(each))
                throw new Malformed(
                        "names of 1 to 64 letters, digits, dots, hyphens or underscores", "\"" + each + "\"");
    }

    static CityConfig read(Path file) {
        Config config = ConfigFactory.parseFile(file.toFile()).resolve();
        return new CityConfig(
                config.getString("name"),
                config.getString("city"),
                config.getString("organisation"),
                Endpoint.parse(config.getString("gossip")),
                Endpoint.parse(config.getString("sync")),
                new Doors(
                        config.getString("doors.bind"),
                        config.getInt("doors.api"),
                        config.getInt("doors.mqtt"),
                        config.getInt("doors.http"),
                        config.hasPath("doors.origins") ? config.getStringList("doors.origins") : Doors.USUAL));
    }

    /// How often the city records what is used: once a day of block time, unless the cities of a network have agreed on
    /// something else, such as `settle-every = 1h`.
    static Duration settleEvery(Path file) {
        Config config = ConfigFactory.parseFile(file.toFile()).resolve();
        Duration every = config.hasPath(SETTLE) ? config.getDuration(SETTLE) : Duration.ofDays(1);
        if (every.compareTo(SETTLE_MIN) < 0 || every.compareTo(SETTLE_MAX) > 0)
            throw new Malformed(SETTLE + " from " + SETTLE_MIN + " to " + SETTLE_MAX, every.toString());
        return every;
    }

    void write(Path file) {
        String text = """
                # What this city's operator chooses. Whoever else must know it has it from city.card.
                name = "%s"
                city = "%s"
                organisation = "%s"
                # Where the other cities reach this one.
                gossip = "%s"
                sync = "%s"
                # Where people and devices reach it. Everything binds loopback unless told otherwise.
                doors {
                  bind = "%s"
                  api = %d
                  mqtt = %d
                  http = %d
                  # Web pages that may ask JSON-RPC: "loopback", "*", or such as "https://dapp.example".
                  origins = [%s]
                }
                """.formatted(
                        name,
                        city,
                        organisation,
                        gossip,
                        sync,
                        doors.bind,
                        doors.api,
                        doors.mqtt,
                        doors.http,
                        quoted(doors.origins));
        CityHome.write(file, Bytes.utf8(text));
    }

    private static String quoted(List<String> texts) {
        return texts.stream().map(each -> "\"" + each + "\"").collect(Collectors.joining(", "));
    }
}
