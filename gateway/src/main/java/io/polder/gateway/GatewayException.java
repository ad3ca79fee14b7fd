package io.polder.gateway;

/// The world failed a door: a listener that cannot be opened, a key that cannot be read.
public final class GatewayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GatewayException(String message) {
        super(message);
    }

    public GatewayException(String message, Throwable cause) {
        super(message, cause);
    }
}
