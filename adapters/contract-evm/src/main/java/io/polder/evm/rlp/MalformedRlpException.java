package io.polder.evm.rlp;

/// Bytes that are not the one valid encoding of what they should be.
public final class MalformedRlpException extends Exception {
    private static final long serialVersionUID = 1;

    public MalformedRlpException(String message) {
        super(message, null, false, false);
    }
}
