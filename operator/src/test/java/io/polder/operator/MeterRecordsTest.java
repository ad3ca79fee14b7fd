package io.polder.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.api.http.Json;
import io.polder.chain.Chain;
import io.polder.node.CityNode;
import io.polder.protocol.Block;
import io.polder.protocol.Call;
import io.polder.protocol.Entry;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.rocksdb.SharedMemory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Four running cities record what is used, and `polder meter --records` says what their blocks say.
@Tag("long")
class MeterRecordsTest {
    private static final List<String> CITIES = List.of("hamburg", "berlin", "kiel", "oslo");
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final int SAVED = 6;

    @TempDir
    Path folder;

    private final SharedMemory memory = new SharedMemory();
    private final List<CityNode> nodes = new ArrayList<>();
    private LocalNetwork network;
    private int ticks;

    @BeforeEach
    void start() throws IOException {
        network = LocalNetwork.in(folder, CITIES);
        for (LocalNetwork.City city : network.cities()) {
            Path config = city.home().folder().resolve("city.conf");
            Files.writeString(config, "settle-every = 15s\n", StandardOpenOption.APPEND);
            nodes.add(CityNode.start(city.home(), memory));
        }
        await("the cities start", () -> polder("oslo", "chain", "list") != null);
    }

    @AfterEach
    void stop() {
        nodes.forEach(CityNode::close);
        memory.close();
    }

    private static void await(String what, BooleanSupplier done) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(500_000_000);
        }
    }

    /// What a command says at a city, or the reason that it gave nothing.
    private String polder(String city, String... words) {
        StringWriter out = new StringWriter();
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--url", network.cities().get(CITIES.indexOf(city)).api(), "--json"));
        int code = io.polder.cli.Main.run(
                new PrintWriter(out, true), new PrintWriter(new StringWriter(), true), all.toArray(String[]::new));
        return code == 0 ? out.toString() : null;
    }

    private void save(String city, String key) {
        Path keys = network.cities().get(CITIES.indexOf(city)).home().folder().resolve("keys");
        assertThat(polder(
                        city,
                        "kv",
                        "save",
                        key,
                        "a value of " + city,
                        "--key",
                        keys.resolve("organisation.key").toString(),
                        "--as",
                        "org:" + city))
                .isNotNull();
    }

    private record Count(long transactions, long bytes, long gas) {
        Count plus(Count other) {
            return new Count(transactions + other.transactions, bytes + other.bytes, gas + other.gas);
        }
    }

    /// By the blocks that a city holds, whatever any meter says.
    private Map<String, Count> counted(int city, String name, long from, long to) {
        Map<String, Count> counts = new TreeMap<>();
        Chain chain = nodes.get(city).chains().find(name).orElseThrow();
        for (long height = 0; height <= chain.head().orElseThrow().height(); height++) {
            Block block = chain.block(height).orElseThrow();
            if (block.header().time() < from || block.header().time() >= to) continue;
            for (Entry entry : block.entries()) {
                Call call = ((Transaction.Cose) entry.transaction()).intent().call();
                Count one = new Count(
                        1, entry.transaction().wire().size(), entry.receipt().gas());
                counts.merge(((Call.Invoke) call).contract(), one, Count::plus);
            }
        }
        return counts;
    }

    private static Map<String, Count> shown(JsonNode record) {
        Map<String, Count> counts = new TreeMap<>();
        for (JsonNode used : record.path("used"))
            counts.put(
                    used.path("contract").asText(),
                    new Count(
                            used.path("transactions").asLong(),
                            used.path("bytes").asLong(),
                            used.path("gas").asLong()));
        return counts;
    }

    private List<JsonNode> records(String chain) {
        JsonNode all = Json.parse(Bytes.utf8(polder("kiel", "meter", "--chain", chain, "--records")));
        return StreamSupport.stream(all.spliterator(), false).toList();
    }

    /// The first period in which something was saved, once all four have recorded it; a save now and then lets the
    /// chain's time go on.
    private boolean settled() {
        save("oslo", "tick" + ticks++);
        return records("city").stream().anyMatch(r -> r.path("agree").asLong() == CITIES.size());
    }

    @Test
    void what_the_command_shows_is_what_an_independent_count_finds() {
        for (int i = 0; i < SAVED; i++) save(CITIES.get(i % CITIES.size()), "key" + i);
        await("all cities have recorded a period", this::settled);
        List<JsonNode> records = records("city");
        assertThat(records.stream().map(r -> r.path("city").asText()).distinct())
                .containsExactlyInAnyOrderElementsOf(CITIES);
        long saved = 0;
        for (JsonNode record : records) {
            long from = record.path("from").asLong();
            long to = record.path("to").asLong();
            for (int city = 0; city < CITIES.size(); city++)
                assertThat(shown(record)).as(record.toString()).isEqualTo(counted(city, "city", from, to));
            if (record.path("city").asText().equals("berlin"))
                saved += shown(record).get("kv").transactions;
        }
        assertThat(saved).isGreaterThanOrEqualTo(SAVED);
        assertThat(records("authority"))
                .isNotEmpty()
                .allSatisfy(record -> assertThat(shown(record))
                        .isEqualTo(counted(
                                2,
                                "authority",
                                record.path("from").asLong(),
                                record.path("to").asLong())));
    }
}
