package io.polder.ledger;

import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;

/// Keeps ordered keys and values in spaces. Reads may come from many threads; writes come from one at a time. Whatever
/// fails in the world below throws `StoreException`.
public interface Store extends Reads, AutoCloseable {
    /// Reads that see nothing written later. To be closed by the caller.
    Snapshot snapshot();

    /// Writes the whole batch or nothing of it; `SYNCED` returns only when it would outlive a power cut.
    void write(Batch batch, Durability durability);

    /// Returns when everything written so far would outlive a power cut.
    void sync();

    /// Makes a copy of the store as it is now in a folder that does not exist yet, from which it can be opened.
    void checkpoint(Path folder);

    /// The families that hold anything.
    Set<String> families();

    /// Reads everything there is and tells of each value, and each file below, that is not as it was written.
    void verify(Consumer<Finding> findings, Progress progress);

    /// Hears how far a long work is: how many of what, so far.
    @FunctionalInterface
    interface Progress {
        Progress NONE = (what, count) -> {};

        void seen(String what, long count);
    }

    /// Syncs and ends the store; closing it again does nothing.
    @Override
    void close();

    /// What a write waits for.
    enum Durability {
        BUFFERED,
        SYNCED
    }

    /// The store as it was at one moment.
    interface Snapshot extends Reads, AutoCloseable {
        @Override
        void close();
    }
}
