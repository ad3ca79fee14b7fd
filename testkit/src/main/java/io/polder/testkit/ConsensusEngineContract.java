package io.polder.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.consensus.ConsensusEngine;
import io.polder.consensus.FaultBound;
import io.polder.consensus.Status;
import io.polder.consensus.Submission;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.testkit.FakeApplication.Block;
import io.polder.testkit.FakeApplication.Message;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every consensus engine promises its application.
public abstract class ConsensusEngineContract {
    private static final int EPOCHS = 20;
    private static final int EPOCHS_WARM = 3;
    private static final int THREADS_PER_EPOCH_AND_MEMBER_MAX = 8;
    private static final long HEAP_PER_EPOCH_AND_MEMBER_MAX = 2L << 20;

    @TempDir
    protected Path directory;

    protected abstract EngineFixture fixture(Path directory);

    @Test
    protected void all_members_deliver_the_same_transactions_in_the_same_rounds_at_the_same_times() {
        try (TestCluster all = TestCluster.started(fixture(directory), 1)) {
            for (int i = 0; i < 60; i++) all.submit(i % all.size(), transaction(i));
            all.members().forEach(m -> all.awaitTransactions(m, 60));
            List<Block> blocks = all.application(0).blocks();
            all.members().forEach(m -> assertThat(all.application(m).blocks()).isEqualTo(blocks));
            assertThat(blocks).extracting(Block::round).isSorted().doesNotHaveDuplicates();
            assertThat(all.application(0).transactions())
                    .doesNotHaveDuplicates()
                    .hasSize(60);
            assertThat(blocks).allMatch(b -> b.time().getNano() % 1_000_000 == 0);
            assertUncomplaining(all);
        }
    }

    @Test
    protected void a_broadcast_reaches_every_member_with_its_sender_and_makes_no_block() {
        try (TestCluster all = TestCluster.started(fixture(directory), 1)) {
            int last = all.size() - 1;
            assertThat(all.engine(last).broadcast(Bytes.utf8("signed"))).isEqualTo(Submission.ACCEPTED);
            Message expected = new Message(last, Bytes.utf8("signed"));
            all.members().forEach(m -> {
                FakeApplication application = all.application(m);
                Await.until(
                        TestCluster.PATIENCE,
                        expected + " at member " + m,
                        () -> application.messages().contains(expected),
                        application::messages);
            });
            all.submit(0, transaction(1));
            all.members().forEach(m -> all.awaitTransactions(m, 1));
            all.members()
                    .forEach(m -> assertThat(all.application(m).transactions()).containsExactly(transaction(1)));
            assertUncomplaining(all);
        }
    }

    @Test
    protected void a_member_resumes_with_what_a_power_cut_left() {
        resumes(FakeApplication::afterPowerCut);
    }

    @Test
    protected void a_member_resumes_with_an_application_that_is_ahead_of_the_engine() {
        resumes(FakeApplication::flushed);
    }

    private void resumes(UnaryOperator<FakeApplication> left) {
        try (TestCluster all = TestCluster.started(fixture(directory), 1)) {
            for (int i = 0; i < 30; i++) all.submit(i % all.size(), transaction(i));
            all.members().forEach(m -> all.awaitTransactions(m, 30));
            List<Block> before = all.application(0).blocks();
            all.stop(0);
            all.restart(0, left.apply(all.application(0)));
            all.awaitStatus(0, Status.ACTIVE);
            for (int i = 30; i < 60; i++) all.submit(i % all.size(), transaction(i));
            all.members().forEach(m -> all.awaitTransactions(m, 60));
            assertThat(all.application(0).blocks()).startsWith(before.toArray(Block[]::new));
            all.members()
                    .forEach(m -> assertThat(all.application(m).blocks())
                            .isEqualTo(all.application(0).blocks()));
            assertThat(all.application(0).transactions()).doesNotHaveDuplicates();
            assertUncomplaining(all);
        }
    }

    @Test
    protected void a_failed_application_stops_its_own_member_and_no_other() {
        try (TestCluster all = TestCluster.started(fixture(directory), 1)) {
            int bad = all.size() - 1;
            all.submit(0, transaction(1));
            all.awaitTransactions(bad, 1);
            all.application(bad).failOn(t -> t.equals(Bytes.utf8("poison")));
            all.submit(0, Bytes.utf8("poison"));
            all.awaitStatus(bad, Status.FAILED);
            long seals = all.application(bad).seals();
            assertThat(all.application(bad).statuses()).endsWith(Status.FAILED);
            assertThat(all.engine(bad).submit(transaction(2))).isEqualTo(Submission.NOT_ACTIVE);
            assertThat(all.engine(bad).broadcast(transaction(2))).isEqualTo(Submission.NOT_ACTIVE);
            if (all.size() > 1) {
                for (int i = 2; i < 40; i++) all.submit(0, transaction(i));
                all.others(bad).forEach(m -> all.awaitTransactions(m, 40));
            }
            assertThat(all.application(bad).transactions()).containsExactly(transaction(1));
            assertThat(all.application(bad).seals()).isEqualTo(seals);
            assertThat(all.engine(bad).status()).isEqualTo(Status.FAILED);
        }
    }

    @Test
    protected void a_failed_seal_stops_its_member() {
        try (TestCluster all = TestCluster.started(fixture(directory), 1)) {
            int bad = all.size() - 1;
            all.application(bad).failNextSeal();
            int[] next = {0};
            Await.until(
                    TestCluster.PATIENCE,
                    "FAILED",
                    () -> {
                        all.engine(0).submit(transaction(next[0]++));
                        return all.engine(bad).status() == Status.FAILED;
                    },
                    () -> all.engine(bad).status());
        }
    }

    @Test
    protected void what_is_too_large_or_too_much_or_too_early_is_refused() {
        EngineFixture fixture = fixture(directory);
        ConsensusEngine early = fixture.engine(fixture.found(2, Hash.ZERO), 0);
        assertThat(early.submit(transaction(1))).isEqualTo(Submission.NOT_ACTIVE);
        early.close();
        try (TestCluster all = TestCluster.started(fixture, 1)) {
            Bytes largest = Bytes.wrap(new byte[fixture.payloadMax()]);
            Bytes larger = Bytes.wrap(new byte[fixture.payloadMax() + 1]);
            assertThat(all.engine(0).submit(larger)).isEqualTo(Submission.TOO_LARGE);
            assertThat(all.engine(0).broadcast(larger)).isEqualTo(Submission.TOO_LARGE);
            all.submit(0, largest);
            all.members().forEach(m -> all.awaitTransactions(m, 1));
            int taken = 0;
            Submission answer = Submission.ACCEPTED;
            for (int i = 0; i < 100 * fixture.queueMax() && answer == Submission.ACCEPTED; i++) {
                answer = all.engine(0).submit(transaction(i));
                if (answer == Submission.ACCEPTED) taken++;
            }
            assertThat(answer).isEqualTo(Submission.FULL);
            int expected = 1 + taken;
            all.members().forEach(m -> all.awaitTransactions(m, expected));
            all.stop(0);
            assertThat(all.engine(0).submit(transaction(1))).isEqualTo(Submission.NOT_ACTIVE);
            assertThat(all.engine(0).status()).isEqualTo(Status.STOPPED);
            all.stop(0);
            assertUncomplaining(all);
        }
    }

    @Test
    protected void the_fault_bound_is_that_of_the_cluster() {
        EngineFixture fixture = fixture(directory);
        try (ConsensusEngine engine = fixture.engine(fixture.found(7, Hash.ZERO), 0)) {
            FaultBound bound = engine.faultBound();
            assertThat(bound.members()).isEqualTo(fixture.members());
            assertThat(bound.byzantine()).isLessThanOrEqualTo((fixture.members() - 1) / 3);
            assertThat(bound.crashed()).isBetween(bound.byzantine(), fixture.members() - 1);
            assertThat(engine.epoch()).isEqualTo(7);
        }
    }

    @Test
    protected void the_next_epoch_starts_on_the_same_addresses_when_the_last_one_is_closed() {
        EngineFixture fixture = fixture(directory);
        for (long epoch = 1; epoch <= 3; epoch++) oneEpoch(fixture, epoch);
    }

    @Test
    @Tag("long")
    protected void twenty_epochs_in_one_process_leave_little_behind() {
        EngineFixture fixture = fixture(directory);
        for (long epoch = 1; epoch <= EPOCHS_WARM; epoch++) oneEpoch(fixture, epoch);
        long threads = threads();
        long heap = heapAfterCollection();
        for (long epoch = EPOCHS_WARM + 1; epoch <= EPOCHS; epoch++) oneEpoch(fixture, epoch);
        long ended = (long) (EPOCHS - EPOCHS_WARM) * fixture.members();
        assertThat((threads() - threads) / (double) ended)
                .as("threads left by an engine")
                .isLessThanOrEqualTo(THREADS_PER_EPOCH_AND_MEMBER_MAX);
        assertThat((heapAfterCollection() - heap) / ended)
                .as("bytes left by an engine")
                .isLessThanOrEqualTo(HEAP_PER_EPOCH_AND_MEMBER_MAX);
    }

    private void oneEpoch(EngineFixture fixture, long epoch) {
        try (TestCluster all = TestCluster.started(fixture, epoch)) {
            for (int i = 0; i < 8; i++) all.submit(i % all.size(), transaction(i));
            all.members().forEach(m -> all.awaitTransactions(m, 8));
            all.members().forEach(m -> assertThat(all.engine(m).epoch()).isEqualTo(epoch));
            assertUncomplaining(all);
        }
    }

    @Test
    protected void an_idle_cluster_wakes_at_the_first_transaction() {
        try (TestCluster all = TestCluster.started(fixture(directory), 1)) {
            all.submit(0, transaction(1));
            all.members().forEach(m -> all.awaitTransactions(m, 1));
            Await.during(
                    Duration.ofSeconds(4),
                    "nothing more is delivered",
                    () -> all.application(0).blocks().size() == 1);
            int last = all.size() - 1;
            assertThat(all.engine(last).submit(transaction(2))).isEqualTo(Submission.ACCEPTED);
            all.members().forEach(m -> all.awaitTransactions(m, 2));
            assertUncomplaining(all);
        }
    }

    protected static Bytes transaction(int number) {
        return Bytes.utf8("transaction " + number);
    }

    protected static void assertUncomplaining(TestCluster all) {
        all.members().forEach(m -> assertThat(all.application(m).complaints()).isEmpty());
    }

    private static long threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static long heapAfterCollection() {
        for (int i = 0; i < 3; i++) ManagementFactory.getMemoryMXBean().gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
