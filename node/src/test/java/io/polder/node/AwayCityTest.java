package io.polder.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.chain.Admission;
import io.polder.chain.Chain;
import io.polder.chain.Neighbours;
import io.polder.chain.OrderCluster;
import io.polder.chain.RoundBundle;
import io.polder.consensus.Status;
import io.polder.hashgraph.HashgraphSettings;
import io.polder.home.CityHome;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.SigningKey;
import io.polder.rocksdb.SharedMemory;
import io.polder.testkit.Await;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A city on the real engine that was away for longer than the others keep events: it gets the engine's state from
/// them, and its own from their blocks.
@Tag("long")
class AwayCityTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int ROUNDS_EXPIRED = 60;
    private static final int ROUNDS_MISSED = 250;
    private static final HashgraphSettings SETTINGS = HashgraphSettings.standard()
            .window(new HashgraphSettings.Window(ROUNDS_EXPIRED, 16, Duration.ofSeconds(60)));

    private final SigningKey key = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
    private final List<MortalCity> cities = new ArrayList<>();
    private long sequence;

    private boolean save(int city) {
        long now = System.currentTimeMillis();
        Chain chain = chain(city);
        return chain.submit(Transaction.sign(
                        new Intent(
                                chain.domain(),
                                Address.key(key.publicKey().thumbprint()),
                                new Lane(0, ++sequence),
                                new Window(now - 60_000, now + 600_000),
                                new Call.Invoke("kv", "save", Cbor.array(Cbor.of("k" + sequence), Cbor.of("v")))),
                        key))
                instanceof Admission.Pending;
    }

    private Chain chain(int city) {
        return cities.get(city).cluster.chain("city").orElseThrow();
    }

    private long round(int city) {
        return cities.get(city).cluster.status().rounds().newest();
    }

    private void awaitActive(int city) {
        OrderCluster cluster = cities.get(city).cluster;
        Await.until(PATIENCE, "active", () -> cluster.status().status() == Status.ACTIVE, cluster::status);
    }

    /// The first city as the neighbour of the last, which lets it wait a little before it answers.
    private Neighbours slow(AtomicInteger asked, AtomicReference<String> blamed) {
        return new Neighbours() {
            @Override
            public List<RoundBundle> rounds(long after, int limit) {
                if (asked.incrementAndGet() == 1) return List.of();
                return cities.getFirst().cluster.rounds(after, limit);
            }

            @Override
            public void blame(String why) {
                blamed.set(why);
            }
        };
    }

    @Test
    void a_city_that_is_handed_a_state_takes_its_blocks_from_a_neighbour(@TempDir Path folder) throws Exception {
        List<CityHome> homes = Homes.found(folder);
        try (SharedMemory memory = new SharedMemory()) {
            for (CityHome home : homes) cities.add(new MortalCity(home, memory, SETTINGS, Neighbours.NONE));
            for (int city = 0; city < 4; city++) awaitActive(city);
            assertThat(save(3)).isTrue();
            Await.until(PATIENCE, "a block", () -> round(3) > 0, () -> round(3));
            cities.get(3).cluster.close();
            long left = round(0);
            Await.until(
                    PATIENCE,
                    "the others are far ahead",
                    () -> save(0) && round(0) > left + ROUNDS_MISSED,
                    () -> round(0));

            AtomicInteger asked = new AtomicInteger();
            AtomicReference<String> blamed = new AtomicReference<>("nobody");
            cities.set(3, new MortalCity(homes.get(3), memory, SETTINGS, slow(asked, blamed)));
            Await.until(
                    PATIENCE,
                    "the city is back",
                    () -> save(0) && cities.get(3).cluster.status().status() == Status.ACTIVE,
                    () -> cities.get(3).cluster.status());

            assertThat(cities.get(3).cluster.status().rounds().caughtUp()).isPositive();
            assertThat(blamed.get()).isEqualTo("nobody");
            assertThat(save(3)).isTrue();
            Await.until(
                    PATIENCE,
                    "the same blocks, all certified",
                    () -> chain(3).head().equals(chain(0).head())
                            && chain(3).certifiedHeight()
                                    == chain(3).head().orElseThrow().height(),
                    () -> cities.get(3).cluster.status() + " and "
                            + cities.get(0).cluster.status());
            cities.forEach(city -> city.cluster.close());
        }
    }
}
