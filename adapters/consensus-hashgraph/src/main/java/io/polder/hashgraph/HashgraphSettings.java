package io.polder.hashgraph;

import java.time.Duration;

/// How an engine runs. All members of a cluster must share `Window`; the rest is each city's own choice.
///
/// @param bind the interface to listen on; loopback unless told otherwise
public record HashgraphSettings(String bind, Pace pace, Window window, Queues queues) {
    /// How fast and how restless a member is.
    ///
    /// @param eventsPerSecond the most events this member makes in a second: more are quicker and cost more
    /// @param poll how long a gossip thread sleeps when it has nothing to do
    /// @param observe how long a member listens after its start before it takes part
    /// @param rest idle time after which no more events are made until somebody submits
    public record Pace(int eventsPerSecond, Duration poll, Duration observe, Duration rest) {}

    /// How far back the members remember.
    ///
    /// @param roundsExpired rounds that are still gossiped; who is further behind fetches a state
    /// @param sealEvery rounds between two signed states
    /// @param snapshotEvery time between two states on disk; a restart replays what came after
    public record Window(int roundsExpired, int sealEvery, Duration snapshotEvery) {}

    /// What may wait.
    ///
    /// @param submitted transactions that wait for an event of ours
    /// @param handled transactions that wait for the application, about a second of its work
    public record Queues(int submitted, int handled) {}

    public static HashgraphSettings standard() {
        return new HashgraphSettings(
                "127.0.0.1",
                new Pace(40, Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofSeconds(2)),
                new Window(3_000, 16, Duration.ofSeconds(60)),
                new Queues(20_000, 5_000));
    }

    public HashgraphSettings bind(String address) {
        return new HashgraphSettings(address, pace, window, queues);
    }

    public HashgraphSettings pace(Pace other) {
        return new HashgraphSettings(bind, other, window, queues);
    }

    public HashgraphSettings window(Window other) {
        return new HashgraphSettings(bind, pace, other, queues);
    }

    public HashgraphSettings queues(Queues other) {
        return new HashgraphSettings(bind, pace, window, other);
    }
}
