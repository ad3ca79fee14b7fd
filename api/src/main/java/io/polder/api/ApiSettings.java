package io.polder.api;

import io.polder.api.http.Bounds;
import java.util.Optional;

/// Where the HTTP door listens, who its operator is, and how much it takes at once. Port 0 takes any free one.
public record ApiSettings(String host, int port, Optional<String> operatorToken, Bounds bounds) {
    public static final String LOOPBACK = "127.0.0.1";

    public static ApiSettings loopback(int port) {
        return new ApiSettings(LOOPBACK, port, Optional.empty(), Bounds.STANDARD);
    }

    public ApiSettings withOperatorToken(String token) {
        return new ApiSettings(host, port, Optional.of(token), bounds);
    }
}
