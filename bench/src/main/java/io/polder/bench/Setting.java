package io.polder.bench;

import java.nio.file.Path;
import java.util.function.Consumer;

/// How long to measure and where.
///
/// @param seconds that are measured
/// @param warmUp seconds before that, which are not
/// @param folder for the cities' data; each figure takes a new one inside
/// @param inFlight the most transactions that all load generators together have without an answer
/// @param transactions in the ledger that a city joins
/// @param note tells who waits what is going on
record Setting(int seconds, int warmUp, Path folder, int inFlight, int transactions, Consumer<String> note) {
    int total() {
        return seconds + warmUp;
    }

    void say(String line) {
        note.accept(line);
    }
}
