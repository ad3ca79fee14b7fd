package io.polder.evm;

import io.polder.evm.fork.Fork;
import io.polder.evm.transaction.AccessEntry;
import io.polder.evm.transaction.EthereumTransaction;

/// What a transaction costs before its first opcode, and what it costs at least whatever it does (EIP-7623).
public record IntrinsicGas(long standard, long floor) {
    static final long NEW_ACCOUNT_AUTHORIZATION = 25000;
    static final long AUTHORIZATION = 12500;

    private static final long TRANSACTION = 21000;
    private static final long CREATION = 32000;
    private static final long ZERO_BYTE = 4;
    private static final long NONZERO_BYTE = 16;
    private static final long ACCESS_ACCOUNT = 2400;
    private static final long ACCESS_KEY = 1900;
    private static final long FLOOR_TOKEN = 10;
    private static final long TOKENS_PER_NONZERO_BYTE = 4;

    public static IntrinsicGas of(Fork fork, EthereumTransaction transaction) {
        byte[] data = transaction.payload().data();
        long zeros = 0;
        for (byte b : data) if (b == 0) zeros++;
        long others = data.length - zeros;
        long gas = TRANSACTION + ZERO_BYTE * zeros + NONZERO_BYTE * others;
        if (transaction.payload().to().isEmpty()) gas += CREATION + Gas.INIT_CODE_WORD * Gas.words(data.length);
        for (AccessEntry entry : transaction.accessList()) {
            gas += ACCESS_ACCOUNT + ACCESS_KEY * entry.keys().size();
        }
        gas += NEW_ACCOUNT_AUTHORIZATION * transaction.authorizations().size();
        boolean hasFloor = fork.has(Fork.PRAGUE);
        long floor = hasFloor ? TRANSACTION + FLOOR_TOKEN * (zeros + TOKENS_PER_NONZERO_BYTE * others) : 0;
        return new IntrinsicGas(gas, floor);
    }

    /// The least gas limit a transaction may have.
    public long least() {
        return Math.max(standard, floor);
    }
}
