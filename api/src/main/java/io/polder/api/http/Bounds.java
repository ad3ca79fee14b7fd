package io.polder.api.http;

import java.time.Duration;

/// How much the door takes at once: bytes of a body, requests in hand, connections, streams, how often a silent stream
/// gives a sign of life, and how long one write to a stream may take.
public record Bounds(
        int bodyBytes, int requests, int connections, int streams, Duration heartbeat, Duration writePatience) {
    public static final int BODY_BYTES_MAX = 512 * 1024;
    public static final int REQUESTS_MAX = 512;
    public static final int CONNECTIONS_MAX = 2_048;
    public static final int STREAMS_MAX = 512;

    public static final Bounds STANDARD = new Bounds(
            BODY_BYTES_MAX, REQUESTS_MAX, CONNECTIONS_MAX, STREAMS_MAX, Duration.ofSeconds(15), Duration.ofSeconds(30));
}
