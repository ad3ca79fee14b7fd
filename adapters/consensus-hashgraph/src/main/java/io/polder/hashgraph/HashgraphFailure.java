package io.polder.hashgraph;

/// The engine cannot go on for a reason outside this program: a disk, a port, or keys that do not fit.
public final class HashgraphFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public HashgraphFailure(String message) {
        super(message);
    }

    public HashgraphFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
