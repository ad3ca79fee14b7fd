package io.polder.operator;

import io.polder.chain.Audit;
import io.polder.home.CityHome;
import io.polder.ledger.Finding;
import io.polder.ledger.Store;
import io.polder.rocksdb.RocksDbStore;
import io.polder.rocksdb.SharedMemory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Checks everything that a stopped node keeps.
final class LedgerCheck {
    private LedgerCheck() {}

    /// What is not as it was written, a line each; `stage` is told what is read next.
    static List<String> run(Path folder, Consumer<String> stage) {
        CityHome home = new CityHome(folder);
        List<String> findings = new ArrayList<>();
        Set<String> stages = new HashSet<>();
        Store.Progress told = (what, seen) -> {
            if (stages.add(what)) stage.accept(what);
        };
        try (SharedMemory memory = new SharedMemory()) {
            for (Path store : List.of(home.ledger(), home.outbox()))
                RocksDbStore.check(store, memory, f -> findings.add(line(store, f)), told);
            if (!findings.isEmpty()) return findings;
            try (RocksDbStore store = RocksDbStore.open(home.ledger(), memory)) {
                Audit.of(store, home.genesis(), f -> findings.add(line(home.ledger(), f)), told);
            }
        }
        return findings;
    }

    private static String line(Path store, Finding finding) {
        return store + ": " + finding;
    }
}
