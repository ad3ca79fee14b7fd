package io.polder.contract;

/// The gas of the transaction is spent; nothing of it stays.
public final class OutOfGas extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OutOfGas() {
        super("out of gas", null, false, false);
    }
}
