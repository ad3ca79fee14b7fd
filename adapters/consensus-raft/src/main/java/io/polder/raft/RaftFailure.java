package io.polder.raft;

/// The engine cannot go on, or was given what it cannot work with.
public final class RaftFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RaftFailure(String message) {
        super(message);
    }

    RaftFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
