package io.polder.raft;

import java.time.Duration;

/// How an engine runs.
///
/// @param bind the interface to listen on; loopback unless told otherwise
/// @param queueMax transactions that wait for a place in a batch of ours
public record RaftSettings(String bind, Pace pace, Keeping keeping, int queueMax) {
    /// How soon a silent leader is replaced: each member waits for a time between these two. The leader is heard at
    /// least twice in the shorter one.
    public record Pace(Duration silenceMin, Duration silenceMax) {}

    /// How much is kept.
    ///
    /// @param snapshotEvery log entries between two snapshots; a restart replays what came after
    /// @param entriesKept entries kept behind a snapshot; a member further behind is handed a snapshot
    /// @param segmentBytes the size of one file of the log
    public record Keeping(long snapshotEvery, long entriesKept, int segmentBytes) {}

    public static RaftSettings standard() {
        return new RaftSettings(
                "127.0.0.1",
                new Pace(Duration.ofMillis(800), Duration.ofMillis(1_600)),
                new Keeping(1_024, 10_000, 8 << 20),
                20_000);
    }

    public RaftSettings bind(String address) {
        return new RaftSettings(address, pace, keeping, queueMax);
    }

    public RaftSettings keeping(Keeping other) {
        return new RaftSettings(bind, pace, other, queueMax);
    }

    public RaftSettings queueMax(int other) {
        return new RaftSettings(bind, pace, keeping, other);
    }
}
