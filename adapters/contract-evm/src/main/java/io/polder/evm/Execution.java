package io.polder.evm;

/// How a message ended.
public sealed interface Execution {
    long gasLeft();

    byte[] output();

    /// It did what it should; `output` is what was returned, or the deployed code.
    record Succeeded(long gasLeft, byte[] output) implements Execution {}

    /// The contract took it back and kept the rest of the gas; `output` says why.
    record Reverted(long gasLeft, byte[] output) implements Execution {}

    /// It broke a rule of the machine and lost its gas.
    record Halted(HaltReason reason) implements Execution {
        private static final byte[] NOTHING = {};

        @Override
        public long gasLeft() {
            return 0;
        }

        @Override
        public byte[] output() {
            return NOTHING;
        }
    }
}
