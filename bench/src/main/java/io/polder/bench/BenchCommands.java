package io.polder.bench;

import io.polder.cli.CommandProvider;
import java.util.List;

/// Brings `polder bench`.
public final class BenchCommands implements CommandProvider {
    public BenchCommands() {
        // found through ServiceLoader
    }

    @Override
    public List<Object> commands() {
        return List.of(new BenchCommand());
    }
}
