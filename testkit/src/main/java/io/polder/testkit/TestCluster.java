package io.polder.testkit;

import io.polder.consensus.Cluster;
import io.polder.consensus.ConsensusEngine;
import io.polder.consensus.Status;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// All members of one cluster on this machine, each with a fake application.
public final class TestCluster implements AutoCloseable {
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EngineFixture fixture;
    private final Cluster cluster;
    private final List<ConsensusEngine> engines = new ArrayList<>();
    private final List<FakeApplication> applications = new ArrayList<>();

    private TestCluster(EngineFixture fixture, Cluster cluster) {
        this.fixture = fixture;
        this.cluster = cluster;
    }

    /// Starts every member and waits until all are active.
    public static TestCluster started(EngineFixture fixture, long epoch) {
        TestCluster all = new TestCluster(fixture, fixture.found(epoch, Hash.of(Bytes.utf8("epoch " + epoch))));
        for (int i = 0; i < fixture.members(); i++) {
            all.applications.add(new FakeApplication(all.cluster.anchor()));
            all.engines.add(fixture.engine(all.cluster, i));
            all.engines.get(i).start(all.applications.get(i));
        }
        for (int i = 0; i < all.size(); i++) all.awaitStatus(i, Status.ACTIVE);
        return all;
    }

    public int size() {
        return engines.size();
    }

    public Cluster cluster() {
        return cluster;
    }

    public ConsensusEngine engine(int member) {
        return engines.get(member);
    }

    public FakeApplication application(int member) {
        return applications.get(member);
    }

    public IntStream others(int member) {
        return IntStream.range(0, size()).filter(m -> m != member);
    }

    public IntStream members() {
        return IntStream.range(0, size());
    }

    public void stop(int member) {
        engines.get(member).close();
    }

    /// A stopped member comes back over its own directory, with what is left of its application.
    public void restart(int member, FakeApplication left) {
        applications.set(member, left);
        engines.set(member, fixture.engine(cluster, member));
        engines.get(member).start(left);
    }

    public void awaitStatus(int member, Status status) {
        ConsensusEngine engine = engines.get(member);
        Await.until(
                PATIENCE,
                "member " + member + " is " + status + " and has said so",
                () -> engine.status() == status && heard(member, status),
                engine::status);
    }

    private boolean heard(int member, Status status) {
        List<Status> heard = application(member).statuses();
        return !heard.isEmpty() && heard.getLast() == status;
    }

    /// Submits until the engine takes it, as the outbox would.
    public void submit(int member, Bytes transaction) {
        Await.until(
                PATIENCE,
                "member " + member + " takes a transaction",
                () -> engines.get(member).submit(transaction) == io.polder.consensus.Submission.ACCEPTED,
                () -> engines.get(member).status());
    }

    public void awaitTransactions(int member, int count) {
        applications.get(member).awaitTransactions(count, PATIENCE);
    }

    @Override
    public void close() {
        engines.forEach(ConsensusEngine::close);
    }
}
