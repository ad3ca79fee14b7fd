package io.polder.raft;

import io.polder.consensus.Application;
import io.polder.consensus.Ordered;
import io.polder.consensus.Prepared;
import io.polder.consensus.Round;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.LifeCycle;

/// Drives the application along the committed log: an entry is a round, its index the round's number. The leader puts
/// its time before each parcel; a time that would run back is that of the round before.
///
/// A failure of the application is thrown on: the engine then closes this member's part, applies nothing more and takes
/// no snapshot.
final class Machine extends BaseStateMachine {
    private static final Logger LOG = System.getLogger(Machine.class.getName());

    /// What becomes known here that the engine's status depends on.
    interface Watch {
        void failed();

        void behind(boolean now);
    }

    private final Application application;
    private final Watch watch;
    private final InstantSource clock;
    private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();
    private volatile boolean broken;
    private Optional<Hash> digest = Optional.empty();
    private long time = Long.MIN_VALUE;

    Machine(Application application, InstantSource clock, Watch watch) {
        this.application = application;
        this.clock = clock;
        this.watch = watch;
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId group, RaftStorage raftStorage) throws IOException {
        super.initialize(server, group, raftStorage);
        getLifeCycle().startAndTransition(() -> {
            storage.init(raftStorage);
            load(storage.loadLatestSnapshot());
        });
    }

    @Override
    public void pause() {
        getLifeCycle().transition(LifeCycle.State.PAUSING);
        getLifeCycle().transition(LifeCycle.State.PAUSED);
    }

    /// Another member's snapshot was installed.
    @Override
    public void reinitialize() throws IOException {
        load(storage.loadLatestSnapshot());
        getLifeCycle().transition(LifeCycle.State.STARTING);
        getLifeCycle().transition(LifeCycle.State.RUNNING);
    }

    private void load(SingleFileSnapshotInfo info) throws IOException {
        if (info == null) return;
        Snapshot snapshot = Snapshot.read(info.getFile().getPath());
        digest = Optional.of(snapshot.digest());
        time = snapshot.time();
        if (info.getIndex() > application.durableRound()) restore(info.getIndex(), snapshot.digest());
        setLastAppliedTermIndex(info.getTermIndex());
    }

    private void restore(long round, Hash state) {
        watch.behind(true);
        try {
            application.restore(round, state);
        } catch (RuntimeException | Error e) {
            throw fail("the restore to round " + round, e);
        }
        watch.behind(false);
    }

    @Override
    public TransactionContext startTransaction(RaftClientRequest request) {
        ByteBuffer stamp =
                ByteBuffer.allocate(Long.BYTES).putLong(clock.millis()).flip();
        return TransactionContext.newBuilder()
                .setStateMachine(this)
                .setClientRequest(request)
                .setLogData(
                        ByteString.copyFrom(stamp).concat(request.getMessage().getContent()))
                .build();
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext context) {
        LogEntryProto entry = context.getLogEntry();
        if (broken) throw new RaftFailure("the application has failed");
        ByteBuffer data = entry.getStateMachineLogEntry().getLogData().asReadOnlyByteBuffer();
        try {
            deliver(entry.getIndex(), data.getLong(), Parcel.decode(data));
        } catch (Malformed e) {
            // All members read the same bytes, so all pass over them.
            LOG.log(Level.WARNING, "entry " + entry.getIndex() + " is no parcel", e);
        }
        updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
        return CompletableFuture.completedFuture(Message.EMPTY);
    }

    private void deliver(long number, long stamp, Parcel parcel) {
        time = Math.max(time, stamp);
        List<Ordered> ordered = parcel.items().parallelStream()
                .map(item -> new Ordered(parcel.sender(), item, prepare(parcel.sender(), item)))
                .toList();
        if (ordered.isEmpty()) return;
        try {
            digest = Optional.of(application.deliver(new Round(number, Instant.ofEpochMilli(time), ordered)));
        } catch (RuntimeException | Error e) {
            throw fail("round " + number, e);
        }
    }

    private Prepared prepare(long sender, Bytes transaction) {
        try {
            return application.preHandle(sender, transaction);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the application failed to prepare a transaction of member " + sender, e);
            return Prepared.NOTHING;
        }
    }

    /// A message of another member: it has no place in the log.
    @Override
    public CompletableFuture<Message> queryStale(Message request, long minIndex) {
        try {
            hear(Parcel.decode(request.getContent().asReadOnlyByteBuffer()));
        } catch (Malformed e) {
            LOG.log(Level.DEBUG, "a member sent bytes that are no parcel", e);
        }
        return CompletableFuture.completedFuture(Message.EMPTY);
    }

    void hear(Parcel parcel) {
        for (Bytes message : parcel.items()) {
            if (broken) return;
            try {
                application.message(parcel.sender(), message);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "the application failed to hear a message of member " + parcel.sender(), e);
            }
        }
    }

    /// Runs on the thread that delivers, so everything up to the snapshot is delivered, and then sealed.
    @Override
    public long takeSnapshot() throws IOException {
        if (broken || digest.isEmpty()) return RaftLog.INVALID_LOG_INDEX;
        TermIndex last = getLastAppliedTermIndex();
        try {
            application.seal(last.getIndex());
        } catch (RuntimeException | Error e) {
            throw fail("the seal of round " + last.getIndex(), e);
        }
        storage.updateLatestSnapshot(new Snapshot(digest.get(), time).write(storage, last));
        return last.getIndex();
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return storage;
    }

    @Override
    public void notifyLogFailed(Throwable cause, LogEntryProto entry) {
        fail("its own log", cause);
    }

    @Override
    public void notifyServerShutdown(RoleInfoProto role, boolean allServer) {
        watch.failed();
    }

    private RaftFailure fail(String what, Throwable cause) {
        broken = true;
        LOG.log(Level.ERROR, "this member fails in " + what + "; it takes no further part", cause);
        watch.failed();
        return new RaftFailure("failed in " + what, cause);
    }
}
