package io.polder.hashgraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.consensus.Cluster;
import io.polder.consensus.ConsensusEngine;
import io.polder.consensus.Status;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.testkit.Await;
import io.polder.testkit.FakeApplication;
import io.polder.testkit.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HashgraphTest {
    private static final int MEMBERS = 4;

    @TempDir
    Path directory;

    @Test
    void a_member_that_is_too_far_behind_fetches_a_state_and_restores_its_application() {
        HashgraphSettings settings =
                HashgraphFixture.settings().window(new HashgraphSettings.Window(60, 16, Duration.ofSeconds(60)));
        try (TestCluster all = TestCluster.started(new HashgraphFixture(directory, MEMBERS, settings), 1)) {
            all.submit(0, transaction(0));
            all.members().forEach(m -> all.awaitTransactions(m, 1));
            long round = all.application(1).blocks().getLast().round();
            all.stop(0);
            int[] next = {1};
            Await.until(
                    TestCluster.PATIENCE,
                    "the others are far ahead",
                    () -> {
                        all.submit(1, transaction(next[0]++));
                        return all.application(1).blocks().getLast().round() > round + 250;
                    },
                    () -> all.application(1).blocks().size());
            all.restart(0, all.application(0).afterPowerCut().fetchingFrom(all.application(2)));
            Await.until(
                    TestCluster.PATIENCE,
                    "a restore",
                    () -> {
                        all.submit(1, transaction(next[0]++));
                        return all.application(0).restores() == 1
                                && all.application(0).statuses().getLast() == Status.ACTIVE;
                    },
                    () -> all.application(0).statuses());
            assertThat(all.application(0).statuses()).contains(Status.BEHIND);
            all.submit(0, transaction(next[0]++));
            all.members().forEach(m -> all.awaitTransactions(m, next[0]));
            assertThat(all.application(0).blocks()).isEqualTo(all.application(3).blocks());
            assertThat(all.application(0).complaints()).isEmpty();
        }
    }

    @Test
    void an_application_that_lost_everything_is_led_from_the_first_event_again() {
        HashgraphSettings settings = HashgraphFixture.settings();
        try (TestCluster all = TestCluster.started(new HashgraphFixture(directory, MEMBERS, settings), 1)) {
            submitPastASeal(all);
            all.stop(0);
            all.restart(0, new FakeApplication(all.cluster().anchor()));
            all.awaitStatus(0, Status.ACTIVE);
            all.awaitTransactions(0, all.application(1).transactions().size());
            assertThat(all.application(0).blocks()).isEqualTo(all.application(1).blocks());
            assertThat(all.application(0).restores()).isZero();
        }
    }

    private static void submitPastASeal(TestCluster all) {
        int[] next = {0};
        Await.until(
                TestCluster.PATIENCE,
                "a sealed state on disk",
                () -> {
                    all.submit(1, transaction(next[0]++));
                    return all.application(0).seals() > 1;
                },
                () -> all.application(0).seals());
        all.members().forEach(m -> all.awaitTransactions(m, next[0]));
    }

    @Test
    void events_of_an_old_epoch_are_nothing_to_the_next_even_under_the_same_keys() throws IOException {
        var fixture = new HashgraphFixture(directory, MEMBERS, HashgraphFixture.settings());
        Cluster old = fixture.found(1, Hash.of(Bytes.utf8("old")));
        List<FakeApplication> before = run(fixture, old, "old");
        assertThat(before).allMatch(a -> a.transactions().contains(Bytes.utf8("old 0")));
        Cluster next = new Cluster(old.network(), old.name(), 2, Hash.of(Bytes.utf8("next")), old.peers());
        for (int i = 0; i < MEMBERS; i++) plantEvents(fixture, old, next, i);
        List<FakeApplication> after = run(fixture, next, "next");
        for (FakeApplication application : after)
            assertThat(application.transactions())
                    .isNotEmpty()
                    .allMatch(t -> t.toUtf8().startsWith("next"));
    }

    private static List<FakeApplication> run(HashgraphFixture fixture, Cluster cluster, String word) {
        List<FakeApplication> applications = IntStream.range(0, MEMBERS)
                .mapToObj(i -> new FakeApplication(cluster.anchor()))
                .toList();
        List<ConsensusEngine> engines = IntStream.range(0, MEMBERS)
                .mapToObj(i -> fixture.engine(cluster, i))
                .toList();
        for (int i = 0; i < MEMBERS; i++) engines.get(i).start(applications.get(i));
        for (ConsensusEngine engine : engines)
            Await.until(TestCluster.PATIENCE, "ACTIVE", () -> engine.status() == Status.ACTIVE, engine::status);
        for (int i = 0; i < MEMBERS; i++) engines.get(i).submit(Bytes.utf8(word + " " + i));
        for (FakeApplication application : applications) application.awaitTransactions(MEMBERS, TestCluster.PATIENCE);
        engines.forEach(ConsensusEngine::close);
        return applications;
    }

    /// As a traitor would: the old epoch's event log in the place of the new one's.
    private static void plantEvents(HashgraphFixture fixture, Cluster old, Cluster next, int member)
            throws IOException {
        Path from = fixture.directory(old, member).resolve("saved/preconsensus-events");
        Path to = fixture.directory(next, member).resolve("saved/preconsensus-events");
        String oldName = Naming.of(old).node(member).toString();
        String newName = Naming.of(next).node(member).toString();
        long planted = 0;
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString().replace(oldName, newName));
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
                planted += Files.size(target);
            }
        }
        assertThat(planted).isPositive();
    }

    @Test
    void a_member_of_another_epoch_is_not_let_in() {
        var fixture = new HashgraphFixture(directory, MEMBERS, HashgraphFixture.settings());
        try (TestCluster all = TestCluster.started(fixture, 1)) {
            all.stop(3);
            Cluster other = new Cluster(
                    all.cluster().network(),
                    all.cluster().name(),
                    2,
                    all.cluster().anchor(),
                    all.cluster().peers());
            FakeApplication stranger = new FakeApplication(other.anchor());
            try (ConsensusEngine engine = fixture.engine(other, 3)) {
                engine.start(stranger);
                for (int i = 0; i < 20; i++) all.submit(0, transaction(i));
                all.others(3).forEach(m -> all.awaitTransactions(m, 20));
                Await.during(
                        Duration.ofSeconds(3), "the stranger stays outside", () -> engine.status() != Status.ACTIVE);
                assertThat(stranger.blocks()).isEmpty();
            }
        }
    }

    @Test
    void keys_that_the_cluster_does_not_name_are_refused() {
        var fixture = new HashgraphFixture(directory, MEMBERS, HashgraphFixture.settings());
        Cluster cluster = fixture.found(1, Hash.ZERO);
        assertThatThrownBy(() ->
                        new Hashgraph(cluster, 0, fixture.keys(cluster, 1), directory, HashgraphSettings.standard()))
                .isInstanceOf(HashgraphFailure.class);
    }

    @Test
    @Tag("long")
    void without_quorum_nothing_is_taken_and_with_it_everything_goes_on() {
        var fixture = new HashgraphFixture(directory, MEMBERS, HashgraphFixture.settings());
        try (TestCluster all = TestCluster.started(fixture, 1)) {
            all.submit(0, transaction(0));
            all.members().forEach(m -> all.awaitTransactions(m, 1));
            all.stop(2);
            all.stop(3);
            all.submit(0, transaction(1));
            all.awaitStatus(0, Status.NO_QUORUM);
            assertThat(all.application(0).transactions()).hasSize(1);
            all.restart(2, all.application(2).afterPowerCut());
            all.awaitStatus(0, Status.ACTIVE);
            all.restart(3, all.application(3).afterPowerCut());
            all.members().forEach(m -> all.awaitTransactions(m, 2));
        }
    }

    @Test
    @Tag("long")
    void two_clusters_of_the_same_cities_share_a_process() {
        var first = new HashgraphFixture(directory.resolve("first"), MEMBERS, HashgraphFixture.settings());
        var second = new HashgraphFixture(directory.resolve("second"), MEMBERS, HashgraphFixture.settings());
        try (TestCluster one = TestCluster.started(first, 1);
                TestCluster two = TestCluster.started(second, 2)) {
            for (int i = 0; i < 40; i++) (i % 2 == 0 ? one : two).submit(i % MEMBERS, transaction(i));
            one.members().forEach(m -> one.awaitTransactions(m, 20));
            two.members().forEach(m -> two.awaitTransactions(m, 20));
            assertThat(one.application(0).transactions())
                    .doesNotContainAnyElementsOf(two.application(0).transactions());
        }
    }

    private static Bytes transaction(int number) {
        return Bytes.utf8("transaction " + number);
    }
}
