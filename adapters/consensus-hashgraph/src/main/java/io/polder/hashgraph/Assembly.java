package io.polder.hashgraph;

import com.swirlds.base.time.Time;
import com.swirlds.common.context.PlatformContext;
import com.swirlds.component.framework.WiringConfig;
import com.swirlds.component.framework.model.WiringModel;
import com.swirlds.component.framework.model.WiringModelBuilder;
import com.swirlds.config.api.Configuration;
import com.swirlds.platform.builder.ExecutionLayer;
import com.swirlds.platform.builder.PlatformBuilder;
import com.swirlds.platform.builder.PlatformBuildingBlocks;
import com.swirlds.platform.builder.PlatformComponentBuilder;
import com.swirlds.platform.builder.internal.StaticPlatformBuilder;
import com.swirlds.platform.state.signed.StartupStateUtils;
import com.swirlds.platform.state.snapshot.SignedStateFilePath;
import com.swirlds.platform.system.Platform;
import com.swirlds.platform.util.BootstrapUtils;
import com.swirlds.platform.wiring.PlatformCoordinator;
import com.swirlds.state.merkle.VirtualMapStateLifecycleManager;
import com.swirlds.virtualmap.internal.pipeline.VirtualPipeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.hiero.consensus.config.PathsConfig;
import org.hiero.consensus.model.node.NodeId;
import org.hiero.consensus.model.quiescence.QuiescenceCommand;
import org.hiero.consensus.roster.ReadableRosterStoreImpl;
import org.hiero.consensus.roster.RosterHistory;
import org.hiero.consensus.roster.RosterStateId;
import org.hiero.consensus.state.signed.ReservedSignedState;

/// Puts one engine together and takes it apart again.
final class Assembly {
    private static final String APP = "polder";
    private static final Duration CLOSE_MAX = Duration.ofSeconds(10);
    private static final Logger LOG = LogManager.getLogger(Assembly.class);

    private final Naming naming;
    private final NodeId self;
    private final Configuration configuration;
    private final RoundHandler handler;
    private final Gossip gossip = new Gossip();
    private VirtualMapStateLifecycleManager states;
    private Platform platform;
    private PlatformBuildingBlocks blocks;
    private Thread starter;
    private boolean left;

    Assembly(Naming naming, long self, Configuration configuration, RoundHandler handler) {
        this.naming = naming;
        this.self = naming.node(self);
        this.configuration = configuration;
        this.handler = handler;
    }

    /// What all engines of the process share.
    private static final class Process {
        private static final int POOL_MIN = 4;
        private static final ForkJoinPool POOL =
                new ForkJoinPool(Math.max(POOL_MIN, Runtime.getRuntime().availableProcessors()));
        private static boolean ready;

        static synchronized ForkJoinPool prepare(Configuration configuration) {
            if (!ready) {
                BootstrapUtils.setupConstructableRegistry();
                StaticPlatformBuilder.setupGlobalMetrics(configuration);
                // The engine spends a second on looking at clock and disk before its first start; nothing waits for it.
                Thread.ofPlatform()
                        .daemon()
                        .name("hashgraph-checks")
                        .start(() -> StaticPlatformBuilder.doStaticSetup(
                                configuration,
                                configuration.getConfigData(PathsConfig.class).settingsUsedDir()));
                ready = true;
            }
            return POOL;
        }
    }

    void build(HashgraphKeys keys, Path directory, long durableRound, ExecutionLayer execution) {
        try {
            Files.createDirectories(directory);
            ForkJoinPool pool = Process.prepare(configuration);
            PlatformContext context = PlatformContext.create(configuration);
            WiringModel model = WiringModelBuilder.create(context.getMetrics(), context.getTime())
                    .withDefaultPool(pool)
                    .withWiringConfig(configuration.getConfigData(WiringConfig.class))
                    .build();
            chooseSnapshot(context, durableRound);
            states = new VirtualMapStateLifecycleManager(
                    context.getMetrics(), Time.getCurrent(), configuration, context.getFileSystemManager());
            ReservedSignedState initial = StartupStateUtils.loadInitialState(
                            context.getRecycleBin(), naming.version(), APP, naming.swirld(), self, context, states)
                    .state();
            PlatformComponentBuilder components = PlatformBuilder.create(
                            APP,
                            naming.swirld(),
                            naming.version(),
                            initial,
                            handler,
                            self,
                            naming.swirld(),
                            rosters(initial),
                            states)
                    .withPlatformContext(context)
                    .withConfiguration(configuration)
                    .withModel(model)
                    .withGossipModule(gossip)
                    .withKeysAndCerts(keys.inEngineForm())
                    .withExecutionLayer(execution)
                    .buildComponentBuilder();
            blocks = components.getBuildingBlocks();
            platform = components.build();
        } catch (IOException e) {
            throw new HashgraphFailure("cannot use the engine's directory " + directory, e);
        }
    }

    private void chooseSnapshot(PlatformContext context, long durableRound) throws IOException {
        Path eventLog = context.getFileSystemManager().resolve("preconsensus-events");
        Snapshots chosen = Snapshots.choose(
                new SignedStateFilePath(context.getFileSystemManager(), APP, self, naming.swirld())
                        .getSavedStateFiles(),
                durableRound,
                eventLog);
        if (chosen == Snapshots.AHEAD) handler.restoreAtStart();
    }

    private RosterHistory rosters(ReservedSignedState initial) {
        if (initial.get().isGenesisState()) return EngineState.history(naming.roster());
        RosterHistory history = new ReadableRosterStoreImpl(
                        initial.get().getState().getReadableStates(RosterStateId.SERVICE_NAME))
                .getRosterHistory();
        if (!history.getCurrentRoster().equals(naming.roster()))
            throw new HashgraphFailure("expected the roster this epoch began with, got another one");
        return history;
    }

    synchronized void start() {
        starter = Thread.ofPlatform().daemon().name("hashgraph-start").start(platform::start);
    }

    void command(QuiescenceCommand command) {
        platform.quiescenceCommand(command);
    }

    /// Ends gossip, from a thread of its own: the caller may be one that gossip waits for.
    void leave() {
        Thread.ofPlatform().daemon().name("hashgraph-leave").start(this::stopGossip);
    }

    private void stopGossip() {
        await(starter);
        synchronized (this) {
            if (left) return;
            left = true;
        }
        if (!gossip.end()) LOG.warn("gossip of engine {} has not ended yet", self);
    }

    /// Ends gossip and returns when it has ended, or has gone on for too long.
    void end() {
        if (starter != null) bounded("end of gossip", this::stopGossip);
    }

    void close() {
        handler.close();
        if (starter == null) {
            bounded("closing of the state", this::closeState);
            return;
        }
        end();
        // Whatever is made from here on nobody would ever hear of.
        command(QuiescenceCommand.QUIESCE);
        bounded("flush", this::flush);
        blocks.notificationEngine().shutdown();
        blocks.platformCoordinator().stop();
        bounded("closing of the state", this::closeState);
    }

    private void flush() {
        PlatformCoordinator coordinator = blocks.platformCoordinator();
        flushEvents(coordinator);
        coordinator.flushTransactionHandler();
        coordinator.flushStateHasher();
        blocks.platformComponents().stateSnapshotManagerWiring().flush();
    }

    /// When the virtual machine shuts down a hook of the engine's own syncs and closes the event log at the same time.
    private static void flushEvents(PlatformCoordinator coordinator) {
        try {
            coordinator.flushIntakePipeline();
        } catch (UncheckedIOException e) {
            if (!(e.getCause() instanceof ClosedChannelException)) throw e;
            LOG.debug("the event log was synced and closed by the engine's own shutdown hook", e);
        }
    }

    /// An application that never comes back must not hold up the others of this process.
    private void bounded(String what, Runnable step) {
        Thread thread = Thread.ofPlatform().daemon().name("hashgraph-close").start(step);
        try {
            if (!thread.join(CLOSE_MAX)) LOG.warn("the {} of engine {} goes on without us", what, self);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends the threads of the state's store and closes its files, whatever copies are still held somewhere.
    private void closeState() {
        VirtualPipeline pipeline = states.getMutableState().getRoot().getPipeline();
        pipeline.terminate();
        try {
            if (!pipeline.awaitTermination(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS))
                LOG.warn("the state of engine {} is not closed yet", self);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
