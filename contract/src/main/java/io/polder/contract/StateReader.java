package io.polder.contract;

import io.polder.protocol.encoding.Bytes;
import java.util.Optional;

/// Reads what a contract's state holds under a key.
@FunctionalInterface
public interface StateReader {
    Optional<Bytes> read(String contract, Bytes key);
}
