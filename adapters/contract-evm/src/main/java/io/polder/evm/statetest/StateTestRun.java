package io.polder.evm.statetest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Runs every official test file below a folder.
public final class StateTestRun {
    private final Path folder;
    private final boolean withLong;

    public StateTestRun(Path folder, boolean withLong) {
        this.folder = folder;
        this.withLong = withLong;
    }

    /// Runs all files on this thread.
    public Tally run() {
        return run(files());
    }

    /// Runs each `share`-th file from `first` on, so that several threads can divide them.
    public Tally run(int first, int share) {
        List<Path> all = files();
        return run(
                all.stream().filter(file -> all.indexOf(file) % share == first).toList());
    }

    private Tally run(List<Path> files) {
        Machines machines = new Machines();
        Tally total = new Tally();
        for (Path file : files) {
            total.add(new FixtureFile(file, folder.relativize(file).toString(), machines, withLong).run());
        }
        return total;
    }

    private List<Path> files() {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
