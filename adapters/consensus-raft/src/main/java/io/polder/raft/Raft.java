package io.polder.raft;

import io.polder.consensus.Application;
import io.polder.consensus.Cluster;
import io.polder.consensus.ConsensusEngine;
import io.polder.consensus.FaultBound;
import io.polder.consensus.Peer;
import io.polder.consensus.Status;
import io.polder.consensus.Submission;
import io.polder.protocol.encoding.Bytes;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.retry.RetryPolicies;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.ExitUtils;
import org.apache.ratis.util.TimeDuration;

/// One member of a cluster that orders by Raft: safe while members crash but none lies, live while more than half of
/// them run. One member that lies can order what it likes, so this is for one owner, or for members who trust each
/// other's operators.
///
/// Its directory holds the engine's log, without which its keys must never be used again.
public final class Raft implements ConsensusEngine {
    public static final int PAYLOAD_MAX = 131_072;
    static final int MESSAGES_MAX = 4_096;
    static final int FLIGHTS_MAX = 2;
    private static final int ORDER_TRIES_MAX = 150;
    private static final int MESSAGE_TRIES_MAX = 3;
    /// A message needs nothing of the log at its receiver.
    private static final long NOTHING_NEEDED = -1;
    private static final TimeDuration RETRY_PAUSE = TimeDuration.valueOf(200, TimeUnit.MILLISECONDS);
    private static final long PULSE_MS = 50;
    private static final Logger LOG = System.getLogger(Raft.class.getName());
    private static final ScheduledExecutorService PULSE = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("raft-pulse").factory());

    static {
        // One process holds several cities: an engine that fails must not end it.
        ExitUtils.disableSystemExit();
    }

    private final Cluster cluster;
    private final long self;
    private final RaftKeys keys;
    private final Path directory;
    private final RaftSettings settings;
    private final Wiring wiring;
    private final Semaphore flights = new Semaphore(FLIGHTS_MAX);
    private final Map<Long, Sender> whispers = new TreeMap<>();
    private final List<Closeable> parts = new ArrayList<>();
    private volatile Status status = Status.STARTING;
    private volatile boolean behind;
    private Application application;
    private Sender orders;
    private RaftServer server;
    private ScheduledFuture<?> pulse;

    /// @param self this member's number in the cluster
    /// @param directory this member's own for this cluster and epoch; made if absent
    public Raft(Cluster cluster, long self, RaftKeys keys, Path directory, RaftSettings settings) {
        if (!cluster.peer(self).engineKey().equals(keys.publicPart()))
            throw new RaftFailure(
                    "expected the keys whose public part the cluster names for member " + self + ", got " + keys);
        this.cluster = cluster;
        this.self = self;
        this.keys = keys;
        this.directory = directory;
        this.settings = settings;
        this.wiring = new Wiring(cluster, settings);
    }

    /// Returns when the newest snapshot is loaded; what came after it is delivered again in the background.
    @Override
    public synchronized void start(Application application) {
        if (this.application != null || status == Status.STOPPED)
            throw new IllegalStateException("an engine starts once");
        this.application = application;
        Machine machine = new Machine(application, InstantSource.system(), new Watching());
        RaftProperties properties = wiring.properties(self, directory);
        Parameters parameters = wiring.parameters(keys);
        try {
            Files.createDirectories(directory);
            boolean known =
                    Files.exists(directory.resolve(wiring.groupId().getUuid().toString()));
            server = RaftServer.newBuilder()
                    .setServerId(Wiring.id(self))
                    .setGroup(wiring.group())
                    .setProperties(properties)
                    .setParameters(parameters)
                    .setStateMachineRegistry(group -> machine)
                    .setOption(known ? StartupOption.RECOVER : StartupOption.FORMAT)
                    .build();
            parts.add(server);
            server.start();
        } catch (IOException | RuntimeException e) {
            if (status != Status.FAILED)
                throw new RaftFailure("the engine of " + cluster.name() + " does not start", e);
            return;
        }
        talk(machine, properties, parameters);
        pulse = PULSE.scheduleWithFixedDelay(this::beat, PULSE_MS, PULSE_MS, TimeUnit.MILLISECONDS);
    }

    private void talk(Machine machine, RaftProperties properties, Parameters parameters) {
        RaftClient ordering = client(properties, parameters, ORDER_TRIES_MAX);
        orders = new Sender(name("orders"), self, settings.queueMax(), parcel -> {
            flights.acquire();
            ordering.async().send(message(parcel)).whenComplete((reply, lost) -> {
                flights.release();
                if (lost != null) LOG.log(Level.DEBUG, "a parcel may be lost", lost);
            });
        });
        RaftClient speaking = client(properties, parameters, MESSAGE_TRIES_MAX);
        for (Peer peer : cluster.peers()) {
            RaftPeerId to = Wiring.id(peer.number());
            Sender.Way way = peer.number() == self
                    ? machine::hear
                    : parcel -> speaking.io().sendStaleRead(message(parcel), NOTHING_NEEDED, to);
            whispers.put(peer.number(), new Sender(name("to-" + peer.number()), self, MESSAGES_MAX, way));
        }
        parts.addAll(List.of(ordering, speaking, orders));
        parts.addAll(whispers.values());
        orders.start();
        whispers.values().forEach(Sender::start);
    }

    private String name(String what) {
        return "raft-" + cluster.name() + "-" + self + "-" + what;
    }

    private RaftClient client(RaftProperties properties, Parameters parameters, int triesMax) {
        return RaftClient.newBuilder()
                .setRaftGroup(wiring.group())
                .setProperties(properties)
                .setParameters(parameters)
                .setRetryPolicy(RetryPolicies.retryUpToMaximumCountWithFixedSleep(triesMax, RETRY_PAUSE))
                .build();
    }

    private static Message message(Parcel parcel) {
        return Message.valueOf(ByteString.copyFrom(parcel.encode()));
    }

    @Override
    public Submission submit(Bytes transaction) {
        if (transaction.size() > PAYLOAD_MAX) return Submission.TOO_LARGE;
        if (status != Status.ACTIVE) return Submission.NOT_ACTIVE;
        return orders.offer(transaction);
    }

    /// Accepted when this member itself hears it; another one whose queue is full may miss it.
    @Override
    public Submission broadcast(Bytes message) {
        if (message.size() > PAYLOAD_MAX) return Submission.TOO_LARGE;
        if (status != Status.ACTIVE) return Submission.NOT_ACTIVE;
        Submission own = whispers.get(self).offer(message);
        if (own == Submission.ACCEPTED)
            whispers.forEach((member, sender) -> {
                if (member != self) sender.offer(message);
            });
        return own;
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
        return new FaultBound("raft", members, 0, (members - 1) / 2);
    }

    /// What waits is dropped: whoever needs it submits it again.
    @Override
    public synchronized void close() {
        if (status == Status.STOPPED) return;
        become(Status.STOPPED);
        free();
    }

    private synchronized void free() {
        if (pulse != null) pulse.cancel(false);
        for (Closeable part : parts.reversed()) close(part);
        parts.clear();
    }

    private static void close(Closeable part) {
        try {
            part.close();
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "a part of the engine does not close", e);
        }
    }

    private void beat() {
        try {
            RaftServer.Division division = server.getDivision(wiring.groupId());
            become(seen(division.getInfo(), division.getRaftLog().getLastCommittedIndex()));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the engine is not up", e);
        }
    }

    private Status seen(DivisionInfo info, long committed) {
        if (behind) return Status.BEHIND;
        boolean led =
                info.getLeaderId() != null && (info.getCurrentRole() != RaftPeerRole.LEADER || info.isLeaderReady());
        if (!info.isAlive() || !led || committed < 0) return wasActive() ? Status.NO_QUORUM : Status.STARTING;
        if (!wasActive() && info.getLastAppliedIndex() < committed) return Status.REPLAYING;
        return Status.ACTIVE;
    }

    private boolean wasActive() {
        return status == Status.ACTIVE || status == Status.NO_QUORUM;
    }

    private void become(Status next) {
        synchronized (flights) {
            if (status == next || status == Status.STOPPED) return;
            if (status == Status.FAILED && next != Status.STOPPED) return;
            status = next;
        }
        Optional.ofNullable(application).ifPresent(a -> a.status(next));
    }

    private final class Watching implements Machine.Watch {
        /// Comes from the engine's own threads, which cannot wait for themselves to end.
        @Override
        public void failed() {
            if (status == Status.STOPPED || status == Status.FAILED) return;
            become(Status.FAILED);
            Thread.ofPlatform().daemon().name(name("leaves")).start(Raft.this::free);
        }

        @Override
        public void behind(boolean now) {
            behind = now;
            if (now) become(Status.BEHIND);
        }
    }
}
