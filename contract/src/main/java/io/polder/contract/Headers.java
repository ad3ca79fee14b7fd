package io.polder.contract;

import io.polder.protocol.encoding.Hash;
import java.util.Optional;

/// The hashes of a chain's headers below the block at work.
@FunctionalInterface
public interface Headers {
    Headers NONE = height -> Optional.empty();

    Optional<Hash> hash(long height);
}
