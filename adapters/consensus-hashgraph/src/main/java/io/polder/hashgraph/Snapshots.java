package io.polder.hashgraph;

import com.swirlds.platform.state.snapshot.SavedStateInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Chooses the engine state a member starts from: the newest one whose round the application holds durably. Event
/// replay brings the rest.
enum Snapshots {
    /// A state that fits was left as the newest one, or there is none and never was.
    FITTING,
    /// The event log reaches back to the first event, so replay from the beginning brings everything.
    BEGINNING,
    /// The application lost what it had sealed, and events are gone too: it must fetch blocks from its neighbours.
    AHEAD;

    private static final String FIRST_LOG_FILE = "_seq0_";

    static Snapshots choose(List<SavedStateInfo> newestFirst, long durableRound, Path eventLog) throws IOException {
        boolean fits = newestFirst.isEmpty()
                || newestFirst.stream().anyMatch(s -> s.metadata().round() <= durableRound);
        if (!fits && !reachesBack(eventLog)) return AHEAD;
        for (SavedStateInfo snapshot : newestFirst)
            if (snapshot.metadata().round() > durableRound) delete(snapshot.stateDirectory());
        return fits ? FITTING : BEGINNING;
    }

    private static boolean reachesBack(Path eventLog) throws IOException {
        if (!Files.isDirectory(eventLog)) return false;
        try (Stream<Path> files = Files.walk(eventLog)) {
            return files.anyMatch(f -> f.getFileName().toString().contains(FIRST_LOG_FILE));
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) Files.delete(path);
        }
    }
}
