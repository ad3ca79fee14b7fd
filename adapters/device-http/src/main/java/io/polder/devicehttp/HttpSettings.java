package io.polder.devicehttp;

import io.polder.gateway.Encryption;
import io.polder.protocol.encoding.Malformed;
import java.time.Duration;

/// Where the HTTP door for devices listens and what it bears.
///
/// @param port 0 for one that the system chooses
/// @param connectionsMax clients at the same time
/// @param patience how long a request may take, its body and the wait until it is final included
public record HttpSettings(String host, int port, Encryption encryption, int connectionsMax, Duration patience) {
    public static final int CONNECTIONS = 10_000;

    public HttpSettings {
        if (port < 0 || port > 65_535) throw new Malformed("a port from 0 to 65535", Integer.toString(port));
        if (connectionsMax < 1) throw new Malformed("one connection or more", Integer.toString(connectionsMax));
        if (patience.toMillis() < 1) throw new Malformed("a patience of 1 ms or more", patience.toString());
    }

    /// Without encryption on the loopback address.
    public static HttpSettings loopback(int port) {
        return new HttpSettings("127.0.0.1", port, new Encryption.None(), CONNECTIONS, Duration.ofSeconds(30));
    }

    public HttpSettings with(Encryption other) {
        return new HttpSettings(host, port, other, connectionsMax, patience);
    }
}
