package io.polder.sync;

/// The sync door could not be opened or closed.
public final class SyncException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SyncException(String message, Throwable cause) {
        super(message, cause);
    }
}
