package io.polder.hashgraph;

import com.hedera.hapi.node.state.roster.Roster;
import com.swirlds.base.time.Time;
import com.swirlds.config.api.Configuration;
import com.swirlds.platform.components.SavedStateController;
import com.swirlds.platform.reconnect.ReconnectModule;
import com.swirlds.platform.state.ConsensusStateEventHandler;
import com.swirlds.platform.system.Platform;
import com.swirlds.platform.wiring.PlatformComponents;
import com.swirlds.platform.wiring.PlatformCoordinator;
import com.swirlds.state.StateLifecycleManager;
import com.swirlds.state.merkle.VirtualMapState;
import com.swirlds.virtualmap.VirtualMap;
import org.hiero.base.concurrent.BlockingResourceProvider;
import org.hiero.consensus.gossip.ReservedSignedStateResult;
import org.hiero.consensus.model.node.NodeId;
import org.hiero.consensus.monitoring.FallenBehindMonitor;
import org.hiero.consensus.reconnect.impl.DefaultSignedStateValidator;
import org.hiero.consensus.reconnect.impl.ReconnectController;
import org.hiero.consensus.reconnect.impl.ReconnectCoordinator;

/// The engine's own catching up, on a thread that ends with its engine: the engine's default leaves one thread and one
/// shutdown hook behind for each engine that ever ran. The engine finds this class by its service file.
public final class Reconnection implements ReconnectModule {
    @Override
    public void initialize(
            Configuration configuration,
            Time time,
            Roster roster,
            PlatformComponents components,
            Platform platform,
            PlatformCoordinator coordinator,
            StateLifecycleManager<VirtualMapState, VirtualMap> states,
            SavedStateController saved,
            ConsensusStateEventHandler handler,
            BlockingResourceProvider<ReservedSignedStateResult> received,
            NodeId self,
            FallenBehindMonitor behind) {
        ReconnectController controller = new ReconnectController(
                configuration,
                time,
                roster,
                platform,
                new ReconnectCoordinator(components, coordinator),
                states,
                saved,
                handler,
                received,
                self,
                behind,
                new DefaultSignedStateValidator());
        if (!(handler instanceof RoundHandler ours))
            throw new IllegalStateException("expected an engine of this adapter, got " + handler.getClass());
        Thread thread = Thread.ofPlatform().daemon().name("hashgraph-reconnect").unstarted(controller);
        ours.onClose(() -> {
            controller.stopReconnectLoop();
            thread.interrupt();
        });
        thread.start();
    }
}
