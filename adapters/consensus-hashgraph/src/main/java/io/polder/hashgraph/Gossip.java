package io.polder.hashgraph;

import com.hedera.hapi.node.base.SemanticVersion;
import com.hedera.hapi.node.state.roster.Roster;
import com.swirlds.base.time.Time;
import com.swirlds.component.framework.model.WiringModel;
import com.swirlds.component.framework.wires.input.InputWire;
import com.swirlds.component.framework.wires.input.NoInput;
import com.swirlds.component.framework.wires.output.OutputWire;
import com.swirlds.config.api.Configuration;
import com.swirlds.metrics.api.Metrics;
import com.swirlds.state.StateLifecycleManager;
import com.swirlds.state.merkle.VirtualMapState;
import com.swirlds.virtualmap.VirtualMap;
import java.time.Duration;
import java.util.ServiceLoader;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.hiero.base.concurrent.BlockingResourceProvider;
import org.hiero.consensus.concurrent.manager.AdHocThreadManager;
import org.hiero.consensus.concurrent.manager.ThreadManager;
import org.hiero.consensus.event.IntakeEventCounter;
import org.hiero.consensus.gossip.GossipModule;
import org.hiero.consensus.gossip.ReservedSignedStateResult;
import org.hiero.consensus.gossip.impl.gossip.GossipWiring;
import org.hiero.consensus.gossip.impl.gossip.SyncGossipModular;
import org.hiero.consensus.gossip.impl.reconnect.ReconnectProtocolFactory;
import org.hiero.consensus.model.event.PlatformEvent;
import org.hiero.consensus.model.gossip.SyncProgress;
import org.hiero.consensus.model.hashgraph.EventWindow;
import org.hiero.consensus.model.node.KeysAndCerts;
import org.hiero.consensus.model.node.NodeId;
import org.hiero.consensus.model.status.PlatformStatus;
import org.hiero.consensus.monitoring.FallenBehindMonitor;
import org.hiero.consensus.state.signed.ReservedSignedState;

/// The engine's own gossip on threads that can be ended: the engine's default leaves its connections open when it
/// stops, and a neighbour's read of one lasts until its timeout.
final class Gossip implements GossipModule {
    private static final long GRACE_NANOS = Duration.ofMillis(300).toNanos();
    private static final long STEP_NANOS = Duration.ofMillis(20).toNanos();
    private static final long STOP_NANOS_MAX = Duration.ofSeconds(5).toNanos();

    private final GossipThreads threads = new GossipThreads();
    private GossipWiring wiring;

    @Override
    public void initialize(
            WiringModel model,
            Configuration configuration,
            Metrics metrics,
            Time time,
            KeysAndCerts keys,
            Roster roster,
            NodeId self,
            SemanticVersion version,
            IntakeEventCounter intake,
            Supplier<ReservedSignedState> newestState,
            BlockingResourceProvider<ReservedSignedStateResult> received,
            FallenBehindMonitor behind,
            StateLifecycleManager<VirtualMapState, VirtualMap> states) {
        wiring = new GossipWiring(configuration, model);
        // The transfer of a state waits by spinning, and a few virtual threads that spin stop all others.
        ThreadManager spinning = AdHocThreadManager.getStaticThreadManager();
        var reconnect = ServiceLoader.load(ReconnectProtocolFactory.class)
                .findFirst()
                .orElseThrow()
                .createProtocol(configuration, metrics, time, spinning, newestState, received, behind, states);
        wiring.bind(new SyncGossipModular(
                configuration, metrics, time, threads, keys, roster, self, version, intake, behind, reconnect));
    }

    /// Returns when no thread of it is left, or says false after a while.
    boolean end() {
        wiring.getStopInput().inject(NoInput.getInstance());
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < STOP_NANOS_MAX) {
            if (threads.ended()) return true;
            if (System.nanoTime() - begin > GRACE_NANOS) threads.interrupt();
            LockSupport.parkNanos(STEP_NANOS);
        }
        return false;
    }

    @Override
    public OutputWire<PlatformEvent> receivedEventOutputWire() {
        return wiring.getEventOutput();
    }

    @Override
    public OutputWire<SyncProgress> syncProgressOutputWire() {
        return wiring.getSyncProgressOutput();
    }

    @Override
    public InputWire<PlatformEvent> eventToGossipInputWire() {
        return wiring.getEventInput();
    }

    @Override
    public InputWire<EventWindow> eventWindowInputWire() {
        return wiring.getEventWindowInput();
    }

    @Override
    public InputWire<PlatformStatus> platformStatusInputWire() {
        return wiring.getPlatformStatusInput();
    }

    @Override
    public InputWire<Duration> healthStatusInputWire() {
        return wiring.getSystemHealthInput();
    }

    @Override
    public InputWire<NoInput> startInputWire() {
        return wiring.getStartInput();
    }

    @Override
    public InputWire<NoInput> stopInputWire() {
        return wiring.getStopInput();
    }

    @Override
    public InputWire<NoInput> clearInputWire() {
        return wiring.getClearInput();
    }

    @Override
    public InputWire<NoInput> pauseInputWire() {
        return wiring.pauseInput();
    }

    @Override
    public InputWire<NoInput> resumeInputWire() {
        return wiring.resumeInput();
    }

    @Override
    public void flush() {
        wiring.flush();
    }
}
