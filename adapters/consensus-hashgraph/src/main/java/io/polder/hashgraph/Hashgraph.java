package io.polder.hashgraph;

import com.hedera.hapi.platform.event.StateSignatureTransaction;
import io.polder.consensus.Application;
import io.polder.consensus.Cluster;
import io.polder.consensus.ConsensusEngine;
import io.polder.consensus.FaultBound;
import io.polder.consensus.Status;
import io.polder.consensus.Submission;
import io.polder.protocol.encoding.Bytes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.hiero.consensus.model.status.PlatformStatus;
import org.hiero.consensus.model.transaction.TimestampedTransaction;

/// One member of a cluster that orders by hashgraph: safe and live while fewer than a third of the members lie.
///
/// Its directory holds the event log, without which its keys must never be used again, and a few engine states.
public final class Hashgraph implements ConsensusEngine {
    private static final long PULSE_MS = 100;
    private static final long STUCK_NANOS = Duration.ofMillis(200).toNanos();
    private static final long WAKE_EVERY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final ScheduledExecutorService PULSE = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("hashgraph-pulse").factory());

    private final Cluster cluster;
    private final long self;
    private final HashgraphKeys keys;
    private final Path directory;
    private final HashgraphSettings settings;
    private final Pool pool;
    private final Naming naming;
    private Application application;
    private Rest rest;
    private Assembly assembly;
    private ScheduledFuture<?> pulse;
    private boolean closed;
    private volatile PlatformStatus platformStatus = PlatformStatus.STARTING_UP;
    private volatile Status status = Status.STARTING;
    private volatile boolean healthy = true;
    private volatile long lastWake = System.nanoTime();

    /// @param self this member's number in the cluster
    /// @param directory this member's own for this cluster and epoch; made if absent
    public Hashgraph(Cluster cluster, long self, HashgraphKeys keys, Path directory, HashgraphSettings settings) {
        if (!cluster.peer(self).engineKey().equals(keys.publicPart()))
            throw new HashgraphFailure(
                    "expected the keys whose public part the cluster names for member " + self + ", got " + keys);
        this.cluster = cluster;
        this.self = self;
        this.keys = keys;
        this.directory = directory;
        this.settings = settings;
        this.naming = Naming.of(cluster);
        this.pool = new Pool(settings.queues().submitted());
    }

    @Override
    public synchronized void prepare(Application application) {
        if (this.application != null) throw new IllegalStateException("an engine starts once");
        this.application = application;
        rest = new Rest(
                settings.pace().rest(),
                () -> !pool.isEmpty() || application.pending(),
                () -> pool.isStuck(STUCK_NANOS),
                command -> assembly.command(command));
        RoundHandler handler =
                new RoundHandler(naming, application, rest, settings.window().sealEvery(), () -> become(Status.FAILED));
        assembly = new Assembly(naming, self, EngineConfiguration.of(settings, naming, self, directory), handler);
        assembly.build(keys, directory, application.durableRound(), new Execution());
    }

    /// Returns when the newest fitting state is loaded; replay and everything after it go on in the background.
    @Override
    public synchronized void start(Application application) {
        if (pulse != null) throw new IllegalStateException("an engine starts once");
        if (this.application == null) prepare(application);
        assembly.start();
        pulse = PULSE.scheduleWithFixedDelay(this::beat, PULSE_MS, PULSE_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    public Submission submit(Bytes transaction) {
        if (transaction.size() > Frame.PAYLOAD_MAX) return Submission.TOO_LARGE;
        if (status != Status.ACTIVE) return Submission.NOT_ACTIVE;
        if (!healthy) return Submission.FULL;
        Submission result = pool.offer(Frame.TRANSACTION.around(transaction.shared()));
        if (result == Submission.ACCEPTED) rest.own();
        return result;
    }

    @Override
    public Submission broadcast(Bytes message) {
        if (message.size() > Frame.PAYLOAD_MAX) return Submission.TOO_LARGE;
        if (status != Status.ACTIVE) return Submission.NOT_ACTIVE;
        Submission result = pool.offerUrgent(Frame.BROADCAST.around(message.shared()));
        if (result == Submission.ACCEPTED) rest.own();
        return result;
    }

    @Override
    public Status status() {
        return status;
    }

    @Override
    public long epoch() {
        return cluster.epoch();
    }

    @Override
    public FaultBound faultBound() {
        int members = cluster.peers().size();
        int faulty = (members - 1) / 3;
        return new FaultBound("hashgraph", members, faulty, faulty);
    }

    @Override
    public synchronized void leave() {
        if (status == Status.STOPPED) return;
        if (pulse != null) pulse.cancel(false);
        become(Status.STOPPED);
        pool.clear();
        if (assembly != null) assembly.end();
    }

    @Override
    public synchronized void close() {
        leave();
        if (closed) return;
        closed = true;
        if (assembly != null) assembly.close();
    }

    private void beat() {
        rest.tick(platformStatus == PlatformStatus.ACTIVE);
        // Members at rest make no events, and a member that comes back needs theirs to be heard itself.
        boolean lonely = platformStatus == PlatformStatus.CHECKING && !pool.hasUrgent();
        if (!lonely || System.nanoTime() - lastWake < WAKE_EVERY_NANOS) return;
        lastWake = System.nanoTime();
        pool.offerUrgent(Frame.WAKE.around(new byte[0]));
    }

    private void become(Status next) {
        synchronized (pool) {
            if (status == next || status == Status.STOPPED) return;
            if (status == Status.FAILED && next != Status.STOPPED) return;
            status = next;
        }
        if (application != null) application.status(next);
        if (next == Status.FAILED) assembly.leave();
    }

    private Status mapped(PlatformStatus of) {
        return switch (of) {
            case STARTING_UP -> Status.STARTING;
            case REPLAYING_EVENTS -> Status.REPLAYING;
            case OBSERVING, CHECKING -> wasActive() ? Status.NO_QUORUM : Status.STARTING;
            case ACTIVE -> Status.ACTIVE;
            case BEHIND, RECONNECT_COMPLETE -> Status.BEHIND;
            case CATASTROPHIC_FAILURE -> Status.FAILED;
            case FREEZING, FREEZE_COMPLETE -> Status.NO_QUORUM;
        };
    }

    private boolean wasActive() {
        return status == Status.ACTIVE || status == Status.NO_QUORUM;
    }

    /// What the engine asks of us besides rounds.
    private final class Execution implements com.swirlds.platform.builder.ExecutionLayer {
        @Override
        public void submitStateSignature(StateSignatureTransaction signature) {
            pool.offerUrgent(Frame.SIGNATURE.around(
                    StateSignatureTransaction.PROTOBUF.toBytes(signature).toByteArray()));
        }

        @Override
        public void newPlatformStatus(PlatformStatus next) {
            platformStatus = next;
            if (next == PlatformStatus.BEHIND) pool.clear();
            become(mapped(next));
        }

        @Override
        public List<TimestampedTransaction> getTransactionsForEvent() {
            return pool.take();
        }

        @Override
        public boolean hasBufferedSignatureTransactions() {
            return pool.hasUrgent();
        }

        @Override
        public void reportUnhealthyDuration(Duration duration) {
            healthy = duration.compareTo(Duration.ofSeconds(1)) < 0;
        }
    }
}
