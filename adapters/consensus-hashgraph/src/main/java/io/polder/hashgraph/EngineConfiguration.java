package io.polder.hashgraph;

import com.swirlds.config.api.Configuration;
import com.swirlds.config.api.ConfigurationBuilder;
import io.polder.consensus.Peer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// Our settings in the engine's own words, and everything switched off that it would do beside ordering.
final class EngineConfiguration {
    private static final int ROUNDS_TAUGHT = 400;

    private EngineConfiguration() {}

    static Configuration of(HashgraphSettings settings, Naming naming, long self, Path directory) {
        Map<String, String> values = new LinkedHashMap<>();
        places(values, naming, self, directory, settings.bind());
        silence(values);
        pace(values, settings, Files.notExists(saved(directory)));
        memory(values);
        ConfigurationBuilder builder = ConfigurationBuilder.create().autoDiscoverExtensions();
        values.forEach(builder::withValue);
        return builder.build();
    }

    private static Path saved(Path directory) {
        return directory.resolve("saved");
    }

    private static void places(Map<String, String> values, Naming naming, long self, Path directory, String bind) {
        Peer peer = naming.cluster().peer(self);
        values.put("paths.savedStateDir", saved(directory).toString());
        values.put("paths.settingsUsedDir", directory.toString());
        values.put("paths.keysDirPath", directory.toString());
        values.put("event.eventsLogDir", directory.resolve("stream").toString());
        values.put("metrics.csvOutputFolder", directory.resolve("stats").toString());
        // A list of one: entries are YAML, and lists are split at commas.
        values.put(
                "gossip.interfaceBindings",
                "nodeId: " + naming.node(self).id() + "\nhostname: '" + bind + "'\nport: " + peer.port());
        values.put("crypto.keystorePassword", password());
        values.put("modules.reconnect", Reconnection.class.getPackageName());
    }

    /// Guards a key store that never leaves memory; the engine's own default is a word everybody knows.
    private static String password() {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return "Aa1!" + Base64.getEncoder().encodeToString(random);
    }

    private static void silence(Map<String, String> values) {
        values.put("prometheus.endpointEnabled", "false");
        values.put("metrics.disableMetricsOutput", "true");
        values.put("metrics.metricsUpdatePeriodMillis", "600000");
        values.put("platform.metrics.eventPipelineMetricsEnabled", "false");
        values.put("event.enableEventStreaming", "false");
        values.put("platformSchedulers.consensusEventStream", "NO_OP");
        values.put("platformSchedulers.hashLogger", "NO_OP");
        values.put("state.enableHashStreamLogging", "false");
        values.put("jvmPauseDetectorSleepMs", "0");
    }

    /// @param fresh true for a member that has never taken part: it has said nothing that it could contradict
    private static void pace(Map<String, String> values, HashgraphSettings settings, boolean fresh) {
        String poll = millis(settings.pace().poll());
        // The heartbeat alone sets the rate: a limiter beside it would round each interval up to a whole beat.
        values.put("event.creation.period", 1_000 / settings.pace().eventsPerSecond() + "ms");
        values.put("event.creation.maxCreationRate", "0");
        values.put("sync.rpcIdleWritePollTimeout", poll);
        values.put("sync.rpcIdleDispatchPollTimeout", poll);
        // Heartbeats that a resting member would pay for all day.
        values.put("broadcast.rpcSleepAfterSyncWhileBroadcasting", "300ms");
        values.put("platform.wiring.healthMonitorHeartbeatPeriod", "250ms");
        values.put("platformSchedulers.stateGarbageCollectorHeartbeatPeriod", "1s");
        values.put(
                "platformStatus.observingStatusDelay",
                fresh ? "0ms" : millis(settings.pace().observe()));
        values.put("socket.timeoutServerAcceptConnect", "250");
        values.put("socket.waitBetweenConnectionRetries", "100");
        values.put("event.preconsensus.inlinePcesSyncOption", "EVERY_SELF_EVENT");
        values.put("consensus.roundsExpired", Integer.toString(settings.window().roundsExpired()));
        values.put(
                "state.saveStatePeriod",
                Long.toString(Math.max(1, settings.window().snapshotEvery().toSeconds())));
        values.put(
                "platformSchedulers.transactionHandler",
                "SEQUENTIAL_THREAD CAPACITY(" + settings.queues().handled()
                        + ") FLUSHABLE SQUELCHABLE UNHANDLED_TASK_METRIC");
        // A signed state stays good for teaching while the rounds run on into the rest.
        values.put("state.roundsToKeepForSigning", Integer.toString(ROUNDS_TAUGHT));
        // A state that is written in the background waits for later ones, which do not come while the cluster rests.
        values.put("state.saveStateAsync", "false");
        // Flushable, so that a close can wait for the state that is being written.
        values.put(
                "platformSchedulers.stateSnapshotManager",
                "SEQUENTIAL_THREAD CAPACITY(20) FLUSHABLE UNHANDLED_TASK_METRIC");
        values.put("reconnect.maximumReconnectFailuresBeforeShutdown", Integer.toString(Integer.MAX_VALUE));
        values.put("reconnect.minimumTimeBetweenReconnects", "2s");
    }

    private static void memory(Map<String, String> values) {
        values.put("merkleDb.initialCapacity", "10000");
        values.put("merkleDb.maxNumOfKeys", "1000000");
        values.put("merkleDb.leafRecordCacheSize", "1024");
        values.put("merkleDb.compactionThreads", "1");
        values.put("state.signedStateDisk", "3");
        values.put("state.deleteInvalidStateFiles", "true");
    }

    private static String millis(Duration duration) {
        return duration.toMillis() + "ms";
    }
}
