package io.polder.evm;

/// What the loop does after an operation.
enum Signal {
    CONTINUE,
    /// The frame has ended; its outcome says how.
    END,
    /// The frame one deeper is ready to run.
    ENTER
}
