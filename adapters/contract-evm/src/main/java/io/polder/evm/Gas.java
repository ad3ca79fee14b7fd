package io.polder.evm;

/// Prices that depend on more than the opcode.
final class Gas {
    static final int WARM_ACCESS = 100;
    static final int COLD_ACCOUNT = 2600;
    static final int COLD_SLOT = 2100;
    static final int SLOT_SET = 20000;
    static final int SLOT_RESET = 2900;
    static final int SLOT_CLEAR_REFUND = 4800;
    static final int SSTORE_SENTRY = 2300;
    static final int COPY_WORD = 3;
    static final int HASH_WORD = 6;
    static final int LOG_BYTE = 8;
    static final int CALL_VALUE = 9000;
    static final int CALL_STIPEND = 2300;
    static final int NEW_ACCOUNT = 25000;
    static final int INIT_CODE_WORD = 2;
    static final int CODE_BYTE = 200;
    static final int INIT_CODE_BYTES_MAX = 49152;
    static final int CODE_BYTES_MAX = 24576;
    static final int DEPTH_MAX = 1024;

    private Gas() {}

    static long words(long bytes) {
        return (bytes + 31) >> 5;
    }

    static long account(boolean warm) {
        return warm ? WARM_ACCESS : COLD_ACCOUNT;
    }
}
