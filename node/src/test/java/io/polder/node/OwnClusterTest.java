package io.polder.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.chain.Admission;
import io.polder.chain.Answer;
import io.polder.chain.Chain;
import io.polder.chain.ClusterStatus;
import io.polder.chain.OrderCluster;
import io.polder.chain.Settlement;
import io.polder.consensus.Status;
import io.polder.governance.council.Rosters;
import io.polder.home.CityHome;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Outcome;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.SigningKey;
import io.polder.rocksdb.SharedMemory;
import io.polder.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Four cities that keep one order together, and chains that name some of them.
class OwnClusterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String MARKER = "the-marker-that-stays-on-three-disks";
    private static final String LATER = "what-was-written-when-one-had-left";

    @TempDir
    Path folder;

    private final SharedMemory memory = new SharedMemory();
    private final List<CityNode> nodes = new ArrayList<>();
    private List<CityHome> homes;
    private long sequence;

    @BeforeEach
    void start() throws IOException {
        homes = Homes.found(folder);
        for (CityHome home : homes) nodes.add(CityNode.start(home, memory));
        nodes.forEach(node -> awaitActive(node.cluster()));
    }

    @AfterEach
    void close() {
        nodes.forEach(CityNode::close);
        memory.close();
    }

    private static void awaitActive(OrderCluster cluster) {
        Await.until(PATIENCE, "active", () -> cluster.status().status() == Status.ACTIVE, cluster::status);
    }

    /// The organisation of a city signs.
    private Transaction by(int city, Chain chain, String contract, String method, Cbor... arguments) {
        SigningKey key = homes.get(city).organisationKey();
        long now = System.currentTimeMillis();
        return Transaction.sign(
                new Intent(
                        chain.domain(),
                        Address.org(Homes.NAMES.get(city)),
                        new Lane(0, ++sequence),
                        new Window(now - 60_000, now + 600_000),
                        new Call.Invoke(contract, method, Cbor.array(arguments))),
                key);
    }

    private static Outcome outcome(Chain chain, Transaction transaction) throws Exception {
        Admission admission = chain.submit(transaction);
        assertThat(admission).isInstanceOf(Admission.Pending.class);
        Settlement settlement = ((Admission.Pending) admission).settlement().get(60, TimeUnit.SECONDS);
        return ((Settlement.Final) settlement).receipt().outcome();
    }

    private Chain chain(int city, String name) {
        return nodes.get(city).chains().find(name).orElseThrow();
    }

    private Optional<OrderCluster> cluster(int city, String name) {
        return nodes.get(city).chains().clusters().stream()
                .filter(c -> c.name().equals(name))
                .findFirst();
    }

    /// A chain of hamburg's own organisation.
    private void found(String name, String engine, List<String> cities) throws Exception {
        Cbor charter = Cbor.map(
                Cbor.of("name"), Cbor.of(name),
                Cbor.of("category"), Cbor.of("private"),
                Cbor.of("members"), Cbor.array(Cbor.of("hamburg")),
                Cbor.of("cities"), Cbor.array(cities.stream().map(Cbor::of).toList()),
                Cbor.of("engine"), Cbor.of(engine));
        Cbor motion = Cbor.map(Cbor.of("kind"), Cbor.of("found-chain"), Cbor.of("charter"), charter);
        Chain authority = chain(0, "authority");
        assertThat(outcome(authority, by(0, authority, "council", "propose", motion)))
                .isInstanceOf(Outcome.Succeeded.class);
        awaitEpoch(name, 0, cities);
    }

    private void awaitEpoch(String name, long epoch, List<String> cities) {
        for (String city : cities) {
            int at = Homes.NAMES.indexOf(city);
            Await.until(
                    PATIENCE,
                    name + " is active at " + city + " in epoch " + epoch,
                    () -> cluster(at, name)
                            .map(OrderCluster::status)
                            .filter(s -> s.status() == Status.ACTIVE && s.epoch() == epoch)
                            .isPresent(),
                    () -> cluster(at, name).map(OrderCluster::status));
        }
    }

    /// Hamburg's organisation names other cities for its chain.
    private void change(String name, String engine, long epoch, List<String> cities) throws Exception {
        Cbor motion = Cbor.map(
                Cbor.of("kind"), Cbor.of("change-cities"),
                Cbor.of("chain"), Cbor.of(name),
                Cbor.of("cities"), Cbor.array(cities.stream().map(Cbor::of).toList()),
                Cbor.of("engine"), Cbor.of(engine));
        Chain authority = chain(0, "authority");
        assertThat(outcome(authority, by(0, authority, "council", "propose", motion)))
                .isInstanceOf(Outcome.Succeeded.class);
        awaitEpoch(name, epoch, cities);
    }

    private void awaitSame(String name, List<String> cities) {
        List<Chain> chains = cities.stream()
                .map(city -> chain(Homes.NAMES.indexOf(city), name))
                .toList();
        Await.until(
                PATIENCE,
                "the same blocks at all, certified",
                () -> chains.stream().map(Chain::head).distinct().count() == 1
                        && chains.stream()
                                .allMatch(c -> c.certifiedHeight()
                                        == c.head().orElseThrow().height()),
                () -> chains.stream().map(Chain::head).toList());
    }

    private void save(int city, String chain, String key) throws Exception {
        Chain at = chain(city, chain);
        assertThat(outcome(at, by(0, at, "kv", "save", Cbor.of(key), Cbor.of(MARKER))))
                .isInstanceOf(Outcome.Succeeded.class);
    }

    private static boolean holds(Path folder, String text) throws IOException {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).anyMatch(file -> contains(file, wanted));
        }
    }

    private static boolean contains(Path file, byte[] wanted) {
        try {
            String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            return content.contains(new String(wanted, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_chain_that_names_its_cities_is_on_their_disks_and_nowhere_else() throws Exception {
        List<String> three = List.of("hamburg", "berlin", "frankfurt");
        found("hamburg.locks", "raft", three);
        save(0, "hamburg.locks", "a");
        save(2, "hamburg.locks", "b");
        Await.until(
                PATIENCE,
                "the same blocks at all three, certified",
                () -> chain(0, "hamburg.locks")
                                .head()
                                .equals(chain(1, "hamburg.locks").head())
                        && chain(0, "hamburg.locks")
                                .head()
                                .equals(chain(2, "hamburg.locks").head())
                        && chain(1, "hamburg.locks").certifiedHeight()
                                == chain(1, "hamburg.locks")
                                        .head()
                                        .orElseThrow()
                                        .height(),
                () -> cluster(1, "hamburg.locks").map(OrderCluster::status));
        ClusterStatus status = cluster(0, "hamburg.locks").orElseThrow().status();
        assertThat(status.faultBound().orElseThrow().engine()).isEqualTo("raft");
        assertThat(status.faultBound().orElseThrow().crashed()).isEqualTo(1);
        assertThat(nodes.get(3).chains().find("hamburg.locks")).isEmpty();
        nodes.forEach(CityNode::close);
        for (int city = 0; city < 3; city++)
            assertThat(holds(homes.get(city).folder(), MARKER))
                    .as(Homes.NAMES.get(city))
                    .isTrue();
        assertThat(holds(homes.get(3).folder(), MARKER)).isFalse();
        nodes.clear();
    }

    @Test
    void a_city_hosts_clusters_side_by_side_and_the_end_of_one_is_no_other_s() throws Exception {
        found("hamburg.locks", "raft", List.of("hamburg", "berlin", "leipzig"));
        found("hamburg.notes", "solo", List.of("hamburg"));
        save(0, "hamburg.locks", "a");
        save(0, "hamburg.notes", "b");
        cluster(0, "hamburg.locks").orElseThrow().close();
        save(0, "hamburg.notes", "c");
        Chain city = chain(0, "city");
        assertThat(outcome(city, by(0, city, "kv", "save", Cbor.of("d"), Cbor.of("v"))))
                .isInstanceOf(Outcome.Succeeded.class);
        save(1, "hamburg.locks", "e");
        nodes.removeFirst().close();
        nodes.addFirst(CityNode.start(homes.getFirst(), memory));
        Await.until(
                PATIENCE,
                "hamburg has every block of its chains again",
                () -> cluster(0, "hamburg.locks").isPresent()
                        && cluster(0, "hamburg.notes").isPresent()
                        && chain(0, "hamburg.locks")
                                .head()
                                .equals(chain(1, "hamburg.locks").head()),
                () -> cluster(0, "hamburg.locks").map(OrderCluster::status));
        save(0, "hamburg.notes", "f");
        save(0, "hamburg.locks", "g");
    }

    @Test
    void members_of_a_chain_give_it_another_city_and_take_one_away() throws Exception {
        List<String> three = List.of("hamburg", "berlin", "frankfurt");
        found("hamburg.locks", "raft", three);
        save(0, "hamburg.locks", "a");
        change("hamburg.locks", "raft", 1, Homes.NAMES);
        save(Homes.NAMES.indexOf("leipzig"), "hamburg.locks", "b");
        awaitSame("hamburg.locks", Homes.NAMES);
        assertThat(chain(3, "hamburg.locks").block(0)).isPresent();

        List<String> without = List.of("hamburg", "berlin", "leipzig");
        change("hamburg.locks", "raft", 2, without);
        int frankfurt = Homes.NAMES.indexOf("frankfurt");
        Await.until(
                PATIENCE,
                "frankfurt keeps the chain no longer",
                () -> cluster(frankfurt, "hamburg.locks").isEmpty(),
                () -> nodes.get(frankfurt).chains().clusters().size());
        Chain at = chain(1, "hamburg.locks");
        assertThat(outcome(at, by(0, at, "kv", "save", Cbor.of("c"), Cbor.of(LATER))))
                .isInstanceOf(Outcome.Succeeded.class);
        awaitSame("hamburg.locks", without);
        // A city that starts again knows what it is part of.
        nodes.remove(1).close();
        nodes.add(1, CityNode.start(homes.get(1), memory));
        nodes.remove(frankfurt).close();
        nodes.add(frankfurt, CityNode.start(homes.get(frankfurt), memory));
        awaitEpoch("hamburg.locks", 2, without);
        save(1, "hamburg.locks", "d");
        awaitSame("hamburg.locks", without);
        assertThat(cluster(frankfurt, "hamburg.locks")).isEmpty();
        nodes.forEach(CityNode::close);
        nodes.clear();
        assertThat(holds(homes.get(3).folder(), MARKER)).isTrue();
        assertThat(holds(homes.get(3).folder(), LATER)).isTrue();
        assertThat(holds(homes.get(frankfurt).folder(), MARKER)).isTrue();
        assertThat(holds(homes.get(frankfurt).folder(), LATER)).isFalse();
    }

    @Test
    void a_city_that_lost_its_disk_gets_its_chain_back_with_its_seat() throws Exception {
        found("hamburg.locks", "raft", Homes.NAMES);
        for (int i = 0; i < 4; i++) save(i, "hamburg.locks", "before " + i);
        nodes.removeLast().close();
        CityHome leipzig = anew("leipzig");
        replaced(leipzig);
        nodes.add(CityNode.start(leipzig, memory));
        save(1, "hamburg.locks", "meanwhile");
        awaitEpoch("hamburg.locks", 1, Homes.NAMES);
        save(3, "hamburg.locks", "by leipzig");
        awaitSame("hamburg.locks", Homes.NAMES);
        assertThat(nodes.get(3).cluster().keptAfter()).isPositive();
        assertThat(cluster(3, "hamburg.locks").orElseThrow().keptAfter()).isPositive();
        for (String key : List.of("before 0", "before 3", "meanwhile", "by leipzig")) {
            Answer answer = chain(3, "hamburg.locks")
                    .query(
                            new Call.Invoke("kv", "get", Cbor.array(Cbor.of(key))),
                            Address.org("hamburg"),
                            OptionalLong.empty(),
                            OptionalLong.empty());
            assertThat(answer).as(key).isInstanceOf(Answer.Found.class);
        }
    }

    /// The folder of a city whose disk is gone, but for the key of its organisation.
    private CityHome anew(String name) throws IOException {
        CityHome old = homes.get(Homes.NAMES.indexOf(name));
        byte[] organisation = Files.readAllBytes(old.folder().resolve("keys/organisation.key"));
        try (Stream<Path> files = Files.walk(old.folder())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
        Files.createDirectories(old.folder().resolve("keys"));
        Files.write(old.folder().resolve("keys/organisation.key"), organisation);
        CityHome made = Homes.made(folder, name);
        made.join(homes.getFirst().genesis());
        return made;
    }

    /// The others let a city in again with the keys of its new card.
    private void replaced(CityHome city) throws Exception {
        OrderCluster all = nodes.getFirst().cluster();
        Await.until(
                PATIENCE,
                "all have said their engine keys",
                () -> all.roster().members().stream()
                        .allMatch(m -> Rosters.announced(all.authority().now(), "main", 1, m.name())
                                .isPresent()),
                all::status);
        Cbor motion = Cbor.map(
                Cbor.of("kind"), Cbor.of("city-joins"),
                Cbor.of("cluster"), Cbor.of("main"),
                Cbor.of("card"), Cbor.of(CityHome.read(city.cardFile())));
        Chain authority = chain(0, "authority");
        Outcome proposed = outcome(authority, by(0, authority, "council", "propose", motion));
        assertThat(proposed).isInstanceOf(Outcome.Succeeded.class);
        Cbor id = ((Outcome.Succeeded) proposed).result();
        for (int voter = 1; voter < 3; voter++)
            assertThat(outcome(chain(voter, "authority"), by(voter, authority, "council", "vote", id, Cbor.of("yes"))))
                    .isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    @Tag("long")
    void members_of_a_chain_choose_another_engine() throws Exception {
        found("hamburg.notes", "solo", List.of("hamburg"));
        save(0, "hamburg.notes", "a");
        change("hamburg.notes", "hashgraph", 1, Homes.NAMES);
        for (int i = 0; i < 4; i++) save(i, "hamburg.notes", "k" + i);
        awaitSame("hamburg.notes", Homes.NAMES);
        change("hamburg.notes", "raft", 2, List.of("hamburg", "berlin", "frankfurt"));
        save(1, "hamburg.notes", "b");
        awaitSame("hamburg.notes", List.of("hamburg", "berlin", "frankfurt"));
    }

    @Test
    @Tag("long")
    void a_second_hashgraph_runs_beside_the_first_in_every_city() throws Exception {
        found("hamburg.harbour", "hashgraph", Homes.NAMES);
        for (int i = 0; i < 4; i++) save(i, "hamburg.harbour", "k" + i);
        Await.until(
                PATIENCE,
                "certified",
                () -> chain(2, "hamburg.harbour").certifiedHeight()
                        == chain(2, "hamburg.harbour").head().orElseThrow().height(),
                () -> cluster(2, "hamburg.harbour").map(OrderCluster::status));
        assertThat(cluster(0, "hamburg.harbour")
                        .orElseThrow()
                        .status()
                        .faultBound()
                        .orElseThrow()
                        .byzantine())
                .isEqualTo(1);
    }
}
