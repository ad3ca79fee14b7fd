package io.polder.solo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.consensus.Cluster;
import io.polder.consensus.ConsensusEngine;
import io.polder.consensus.Peer;
import io.polder.consensus.Submission;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.testkit.ConsensusEngineContract;
import io.polder.testkit.EngineFixture;
import io.polder.testkit.FakeApplication;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SoloTest extends ConsensusEngineContract {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Override
    protected EngineFixture fixture(Path directory) {
        return new OneMember(InstantSource.system());
    }

    private record OneMember(InstantSource clock) implements EngineFixture {
        @Override
        public int members() {
            return 1;
        }

        @Override
        public int payloadMax() {
            return Solo.PAYLOAD_MAX;
        }

        @Override
        public int queueMax() {
            return 100;
        }

        @Override
        public Cluster found(long epoch, Hash anchor) {
            return new Cluster(
                    Hash.ZERO, "solo", epoch, anchor, List.of(new Peer(0, "city", "127.0.0.1", 0, Bytes.EMPTY)));
        }

        @Override
        public ConsensusEngine engine(Cluster cluster, long member) {
            return new Solo(cluster, clock, queueMax());
        }
    }

    @Test
    void round_numbers_go_on_from_the_durable_round() {
        var fixture = new OneMember(InstantSource.system());
        Cluster cluster = fixture.found(1, Hash.ZERO);
        FakeApplication application = new FakeApplication(Hash.ZERO);
        for (int life = 1; life <= 3; life++) {
            FakeApplication left = application.afterPowerCut();
            application = left;
            try (ConsensusEngine engine = fixture.engine(cluster, 0)) {
                engine.start(left);
                assertThat(engine.submit(Bytes.utf8("life " + life))).isEqualTo(Submission.ACCEPTED);
                left.awaitTransactions(life, SOON);
            }
        }
        assertThat(application.blocks())
                .extracting(FakeApplication.Block::round)
                .containsExactly(1L, 2L, 3L);
        assertThat(application.redelivered()).isZero();
        assertThat(application.durableRound()).isEqualTo(3);
    }

    @Test
    void time_is_the_clocks_in_milliseconds_and_never_runs_back() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2030-01-01T00:00:00.123456Z"));
        var fixture = new OneMember(now::get);
        FakeApplication application = new FakeApplication(Hash.ZERO);
        try (ConsensusEngine engine = fixture.engine(fixture.found(1, Hash.ZERO), 0)) {
            engine.start(application);
            engine.submit(Bytes.utf8("a"));
            application.awaitTransactions(1, SOON);
            now.set(Instant.parse("2029-01-01T00:00:00Z"));
            engine.submit(Bytes.utf8("b"));
            application.awaitTransactions(2, SOON);
        }
        assertThat(application.blocks())
                .extracting(FakeApplication.Block::time)
                .containsOnly(Instant.parse("2030-01-01T00:00:00.123Z"));
    }

    @Test
    void a_cluster_of_two_is_not_for_solo() {
        Peer peer = new Peer(0, "city", "127.0.0.1", 0, Bytes.EMPTY);
        Peer other = new Peer(1, "town", "127.0.0.1", 0, Bytes.EMPTY);
        Cluster two = new Cluster(Hash.ZERO, "two", 1, Hash.ZERO, List.of(peer, other));
        assertThatThrownBy(() -> new Solo(two, InstantSource.system())).isInstanceOf(IllegalArgumentException.class);
    }
}
