package io.polder.hashgraph;

import com.hedera.hapi.node.base.SemanticVersion;
import com.hedera.hapi.platform.event.StateSignatureTransaction;
import com.hedera.pbj.runtime.ParseException;
import com.swirlds.platform.state.ConsensusStateEventHandler;
import com.swirlds.platform.system.InitTrigger;
import com.swirlds.platform.system.Platform;
import com.swirlds.state.BinaryState;
import com.swirlds.state.State;
import com.swirlds.state.merkle.VirtualMapState;
import io.polder.consensus.Application;
import io.polder.consensus.Ordered;
import io.polder.consensus.Prepared;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.hiero.consensus.model.event.Event;
import org.hiero.consensus.model.hashgraph.Round;
import org.hiero.consensus.model.transaction.ScopedSystemTransaction;
import org.hiero.consensus.model.transaction.Transaction;
import org.hiero.consensus.platformstate.PlatformStateUtils;

/// Drives the application along the engine's rounds. Rounds come from one engine thread, events from many.
///
/// The engine swallows what a handler throws and then signs the state. So a failure is never passed to it: the handler
/// stays in the call until the engine is closed, and from then on no round is a boundary, so nothing is signed.
final class RoundHandler implements ConsensusStateEventHandler {
    private static final Logger LOG = LogManager.getLogger(RoundHandler.class);

    private final Naming naming;
    private final Application application;
    private final Rest rest;
    private final int sealEvery;
    private final Runnable failed;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Runnable> closings = new CopyOnWriteArrayList<>();
    private volatile boolean broken;
    private boolean restoreAtStart;
    private Hash digest;
    private Hash sealedDigest;
    private long sealedRound;

    RoundHandler(Naming naming, Application application, Rest rest, int sealEvery, Runnable failed) {
        this.naming = naming;
        this.application = application;
        this.rest = rest;
        this.sealEvery = sealEvery;
        this.failed = failed;
        this.digest = naming.cluster().anchor();
        this.sealedDigest = digest;
    }

    /// The snapshot to start from is newer than what the application holds.
    void restoreAtStart() {
        restoreAtStart = true;
    }

    void onClose(Runnable action) {
        closings.add(action);
    }

    void close() {
        broken = true;
        closed.countDown();
        closings.forEach(Runnable::run);
    }

    @Override
    public void onPreHandle(
            Event event, State state, Consumer<ScopedSystemTransaction<StateSignatureTransaction>> signatures) {
        if (broken) return;
        long creator = naming.number(event.getCreatorId());
        int[] transactions = {0};
        event.forEachTransaction(transaction -> {
            var framed = transaction.getApplicationTransaction();
            switch (Frame.of(framed).orElse(null)) {
                case null -> LOG.debug("member {} sent bytes that are no frame", creator);
                case SIGNATURE -> signature(event, framed, signatures);
                case TRANSACTION -> {
                    transactions[0]++;
                    prepare(creator, transaction, Frame.payload(framed));
                }
                case BROADCAST -> hear(event, Frame.payload(framed));
                case WAKE -> rest.heard(0, event.getBirthRound());
            }
        });
        if (transactions[0] > 0) rest.heard(transactions[0], event.getBirthRound());
    }

    private void prepare(long creator, Transaction transaction, Bytes payload) {
        Prepared prepared = Prepared.NOTHING;
        try {
            prepared = application.preHandle(creator, payload);
        } catch (RuntimeException e) {
            LOG.error("the application failed to prepare a transaction of member {}", creator, e);
        }
        transaction.setMetadata(new Ordered(creator, payload, prepared));
    }

    private void hear(Event event, Bytes message) {
        rest.heard(0, event.getBirthRound());
        long creator = naming.number(event.getCreatorId());
        try {
            application.message(creator, message);
        } catch (RuntimeException e) {
            LOG.error("the application failed to hear a message of member {}", creator, e);
        }
    }

    private void signature(
            Event event,
            com.hedera.pbj.runtime.io.buffer.Bytes framed,
            Consumer<ScopedSystemTransaction<StateSignatureTransaction>> signatures) {
        try {
            signatures.accept(new ScopedSystemTransaction<>(
                    event.getCreatorId(),
                    event.getBirthRound(),
                    StateSignatureTransaction.PROTOBUF.parse(framed.slice(1, framed.length() - 1))));
        } catch (ParseException e) {
            LOG.debug("member {} sent bytes that are no state signature", event.getCreatorId(), e);
        }
    }

    @Override
    public void onHandleConsensusRound(
            Round round, State state, Consumer<ScopedSystemTransaction<StateSignatureTransaction>> signatures) {
        if (broken) {
            park();
            return;
        }
        try {
            List<Ordered> ordered = ordered(round, signatures);
            if (!ordered.isEmpty()) deliver(round, ordered, state);
            rest.placed(ordered.size(), round.getRoundNum());
            if (PlatformStateUtils.isFreezeRound(state, round))
                PlatformStateUtils.getWritablePlatformStateOf(state).setLatestFreezeRound(round.getRoundNum());
        } catch (RuntimeException | Error e) {
            fail("round " + round.getRoundNum(), e);
        }
    }

    private List<Ordered> ordered(
            Round round, Consumer<ScopedSystemTransaction<StateSignatureTransaction>> signatures) {
        List<Ordered> ordered = new ArrayList<>();
        round.forEachEventTransaction((event, transaction) -> {
            var framed = transaction.getApplicationTransaction();
            Frame frame = Frame.of(framed).orElse(null);
            if (frame == Frame.SIGNATURE) signature(event, framed, signatures);
            if (frame != Frame.TRANSACTION) return;
            Ordered prepared = transaction.getMetadata();
            long creator = naming.number(event.getCreatorId());
            ordered.add(prepared != null ? prepared : new Ordered(creator, Frame.payload(framed), Prepared.NOTHING));
        });
        return ordered;
    }

    private void deliver(Round round, List<Ordered> ordered, State state) {
        var time = round.getConsensusTimestamp().truncatedTo(ChronoUnit.MILLIS);
        digest = Objects.requireNonNull(
                application.deliver(new io.polder.consensus.Round(round.getRoundNum(), time, ordered)),
                "the application returned no header hash");
        EngineState.writeDigest((BinaryState) state, digest);
    }

    /// A state is signed in the first round of each span in which the application's state changed, and in the freeze
    /// round. All members decide alike, since span and digests are the same everywhere.
    @Override
    public boolean onSealConsensusRound(Round round, State state) {
        if (broken) return false;
        long number = round.getRoundNum();
        boolean due = number / sealEvery > sealedRound / sealEvery && !digest.equals(sealedDigest);
        if (!due && !PlatformStateUtils.isFreezeRound(state, round)) return false;
        try {
            application.seal(number);
        } catch (RuntimeException | Error e) {
            fail("the seal of round " + number, e);
            return false;
        }
        sealedDigest = digest;
        sealedRound = number;
        return true;
    }

    @Override
    public void onStateInitialized(State state, Platform platform, InitTrigger trigger, SemanticVersion previous) {
        if (trigger == InitTrigger.GENESIS) {
            EngineState.begin(
                    (VirtualMapState) state,
                    naming.roster(),
                    naming.version(),
                    naming.cluster().anchor());
            return;
        }
        digest = EngineState.digest((BinaryState) state);
        sealedDigest = digest;
        sealedRound = PlatformStateUtils.roundOf(state);
        if (trigger == InitTrigger.RECONNECT) {
            try {
                application.restore(sealedRound, digest);
            } catch (RuntimeException | Error e) {
                fail("the restore to round " + sealedRound, e);
            }
        } else if (restoreAtStart) {
            application.restore(sealedRound, digest);
        }
    }

    @Override
    public void onNewRecoveredState(State state) {}

    private void fail(String what, Throwable cause) {
        broken = true;
        LOG.error("member {} fails in {}", naming.cluster().name(), what, cause);
        failed.run();
        park();
    }

    private void park() {
        boolean interrupted = false;
        while (true) {
            try {
                closed.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
