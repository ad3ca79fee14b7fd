package io.polder.operator;

import io.polder.chain.Audit;
import io.polder.home.CityHome;
import io.polder.ledger.Finding;
import io.polder.rocksdb.RocksDbStore;
import io.polder.rocksdb.SharedMemory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/// Checks everything that a stopped node keeps.
final class LedgerCheck {
    private LedgerCheck() {}

    /// What is not as it was written, a line each; the progress counts what was read.
    static List<String> run(Path folder, LongConsumer progress) {
        CityHome home = new CityHome(folder);
        List<String> findings = new ArrayList<>();
        try (SharedMemory memory = new SharedMemory()) {
            for (Path store : List.of(home.ledger(), home.outbox()))
                RocksDbStore.check(
                        store, memory, f -> findings.add(line(store, f)), (what, seen) -> progress.accept(1));
            if (!findings.isEmpty()) return findings;
            try (RocksDbStore store = RocksDbStore.open(home.ledger(), memory)) {
                Audit.of(
                        store,
                        home.genesis(),
                        f -> findings.add(line(home.ledger(), f)),
                        (what, seen) -> progress.accept(1));
            }
        }
        return findings;
    }

    private static String line(Path store, Finding finding) {
        return store + ": " + finding;
    }
}
