package io.polder.hashgraph;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.consensus.Cluster;
import io.polder.consensus.ConsensusEngine;
import io.polder.consensus.Status;
import io.polder.consensus.Submission;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.testkit.Await;
import io.polder.testkit.FakeApplication;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HashgraphTest {
    @TempDir
    Path directory;

    @Test
    void four_members_in_one_process_order_transactions() {
        var fixture = new HashgraphFixture(directory, 4, HashgraphFixture.settings());
        Cluster cluster = fixture.found(1, Hash.of(Bytes.utf8("genesis")));
        List<FakeApplication> applications = new ArrayList<>();
        List<ConsensusEngine> engines = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            applications.add(new FakeApplication(cluster.anchor()));
            engines.add(fixture.engine(cluster, i));
            engines.get(i).start(applications.get(i));
        }
        for (ConsensusEngine engine : engines)
            Await.until(Duration.ofSeconds(60), "active", () -> engine.status() == Status.ACTIVE, engine::status);
        for (int i = 0; i < 40; i++)
            assertThat(engines.get(i % 4).submit(Bytes.utf8("transaction " + i)))
                    .isEqualTo(Submission.ACCEPTED);
        for (FakeApplication application : applications) application.awaitTransactions(40, Duration.ofSeconds(20));
        for (FakeApplication application : applications) {
            assertThat(application.complaints()).isEmpty();
            assertThat(application.blocks()).isEqualTo(applications.getFirst().blocks());
        }
        for (ConsensusEngine engine : engines) engine.close();
    }
}
