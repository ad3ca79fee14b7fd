package io.polder.evm;

/// Why a frame ended with all its gas lost.
public enum HaltReason {
    OUT_OF_GAS,
    INVALID_OPCODE,
    STACK_UNDERFLOW,
    STACK_OVERFLOW,
    INVALID_JUMP,
    STATE_CHANGE_IN_STATIC_CALL,
    RETURN_DATA_OUT_OF_BOUNDS,
    INIT_CODE_TOO_LARGE,
    CODE_TOO_LARGE,
    CODE_STARTS_WITH_EF,
    ADDRESS_OCCUPIED,
    PRECOMPILE_FAILED
}
