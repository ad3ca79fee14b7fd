package io.polder.chain;

import io.polder.protocol.Block;
import java.time.Duration;
import java.util.Optional;

/// Reads a chain's blocks from a height on, each once and in order, for as long as it likes. It holds a bounded queue;
/// when it is slow it reads from the ledger and loses nothing. One thread at a time.
public interface Follower extends AutoCloseable {
    /// What a follower learns: a block is final, or everything up to a height is certified.
    sealed interface Notice {
        record Final(Block block) implements Notice {}

        record Certified(long height) implements Notice {}
    }

    /// The next notice, or nothing within the time.
    Optional<Notice> next(Duration patience);

    @Override
    void close();
}
