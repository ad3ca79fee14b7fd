package io.polder.evm.precompile;

import java.util.Optional;

/// A contract that is part of the machine.
public interface Precompile {
    /// What the call costs; asked before anything is computed.
    long gas(Input input);

    /// The answer, or empty if the input is refused, which costs the caller all gas of the call.
    Optional<byte[]> run(Input input);
}
