package io.polder.evm;

import io.polder.evm.word.Word;

/// The port to the hashes of the last 256 blocks.
@FunctionalInterface
public interface BlockHashes {
    Word hash(long number);
}
