package io.polder.evm;

/// The way out of an operation that halts its frame; stackless, made once per reason, and never seen outside the
/// engine.
final class Halt extends RuntimeException {
    static final Halt OUT_OF_GAS = new Halt(HaltReason.OUT_OF_GAS);
    static final Halt INVALID_OPCODE = new Halt(HaltReason.INVALID_OPCODE);
    static final Halt STACK_UNDERFLOW = new Halt(HaltReason.STACK_UNDERFLOW);
    static final Halt STACK_OVERFLOW = new Halt(HaltReason.STACK_OVERFLOW);
    static final Halt INVALID_JUMP = new Halt(HaltReason.INVALID_JUMP);
    static final Halt STATIC = new Halt(HaltReason.STATE_CHANGE_IN_STATIC_CALL);
    static final Halt RETURN_DATA = new Halt(HaltReason.RETURN_DATA_OUT_OF_BOUNDS);
    static final Halt INIT_CODE_TOO_LARGE = new Halt(HaltReason.INIT_CODE_TOO_LARGE);

    private static final long serialVersionUID = 1;

    private final HaltReason reason;

    private Halt(HaltReason reason) {
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    HaltReason reason() {
        return reason;
    }
}
