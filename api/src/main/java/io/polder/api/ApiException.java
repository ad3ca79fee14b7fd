package io.polder.api;

/// The HTTP door could not be opened or closed.
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ApiException(String message, Throwable cause) {
        super(message, cause);
    }
}
