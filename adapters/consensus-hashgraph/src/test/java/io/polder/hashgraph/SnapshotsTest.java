package io.polder.hashgraph;

import static org.assertj.core.api.Assertions.assertThat;

import com.swirlds.platform.state.snapshot.SavedStateInfo;
import com.swirlds.platform.state.snapshot.SavedStateMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hiero.base.crypto.Hash;
import org.hiero.consensus.model.node.NodeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsTest {
    @TempDir
    Path directory;

    @Test
    void the_newest_that_is_not_above_the_durable_round_stays_the_newest() throws IOException {
        List<SavedStateInfo> all = snapshots(300, 200, 100);
        assertThat(Snapshots.choose(all, 250, log("_seq5_"))).isEqualTo(Snapshots.FITTING);
        assertThat(left()).containsExactlyInAnyOrder("100", "200");
    }

    @Test
    void an_application_that_is_ahead_takes_the_newest() throws IOException {
        assertThat(Snapshots.choose(snapshots(300, 200), 300, log("_seq5_"))).isEqualTo(Snapshots.FITTING);
        assertThat(left()).containsExactlyInAnyOrder("200", "300");
    }

    @Test
    void a_first_start_needs_none() throws IOException {
        assertThat(Snapshots.choose(List.of(), 0, directory.resolve("absent"))).isEqualTo(Snapshots.FITTING);
    }

    @Test
    void with_a_whole_log_a_lost_store_begins_at_the_beginning() throws IOException {
        assertThat(Snapshots.choose(snapshots(300, 200), 0, log("_seq0_"))).isEqualTo(Snapshots.BEGINNING);
        assertThat(left()).isEmpty();
    }

    @Test
    void without_one_it_keeps_the_engines_states_and_the_application_restores() throws IOException {
        assertThat(Snapshots.choose(snapshots(300, 200), 150, log("_seq5_"))).isEqualTo(Snapshots.AHEAD);
        assertThat(left()).containsExactlyInAnyOrder("200", "300");
    }

    private Path log(String mark) throws IOException {
        Path log = Files.createDirectories(directory.resolve("log/1"));
        Files.createFile(log.resolve("2026-01-01" + mark + "minr1_maxr9_orgn0.pces"));
        return directory.resolve("log");
    }

    private List<String> left() throws IOException {
        try (var files = Files.list(directory.resolve("states"))) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }

    private List<SavedStateInfo> snapshots(long... rounds) throws IOException {
        List<SavedStateInfo> all = new ArrayList<>();
        for (long round : rounds) {
            Path path = Files.createDirectories(directory.resolve("states").resolve(Long.toString(round)));
            Files.createFile(path.resolve("content"));
            all.add(new SavedStateInfo(path, metadata(round)));
        }
        return all;
    }

    private static SavedStateMetadata metadata(long round) {
        return new SavedStateMetadata(
                round,
                new Hash(new byte[48]),
                "",
                0,
                Instant.EPOCH,
                null,
                null,
                0,
                "1",
                Instant.EPOCH,
                NodeId.of(0),
                List.of(),
                0,
                0,
                false);
    }
}
