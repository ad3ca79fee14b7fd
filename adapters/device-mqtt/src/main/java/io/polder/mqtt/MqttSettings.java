package io.polder.mqtt;

import io.polder.gateway.Encryption;
import io.polder.protocol.encoding.Malformed;
import java.time.Duration;

/// Where the MQTT door listens and what it bears.
///
/// @param port 0 for one that the system chooses
/// @param connectionsMax clients at the same time
/// @param packetBytesMax the size of a whole packet, above which the connection is closed
/// @param keepAliveMax the longest silence of a client, whatever it asks for
public record MqttSettings(
        String host, int port, Encryption encryption, int connectionsMax, int packetBytesMax, Duration keepAliveMax) {
    /// A frame of the greatest size with its topic and properties.
    public static final int PACKET_BYTES = 131_072 + 1_024;

    public static final int CONNECTIONS = 10_000;
    /// MQTT counts keep-alive in 16 bits of seconds.
    private static final int KEEP_ALIVE_SECONDS_MAX = 65_535;

    public MqttSettings {
        if (port < 0 || port > 65_535) throw new Malformed("a port from 0 to 65535", Integer.toString(port));
        if (connectionsMax < 1) throw new Malformed("one connection or more", Integer.toString(connectionsMax));
        if (packetBytesMax < 1_024) throw new Malformed("packets of 1024 bytes or more", packetBytesMax + "");
        if (keepAliveMax.toSeconds() < 1 || keepAliveMax.toSeconds() > KEEP_ALIVE_SECONDS_MAX)
            throw new Malformed("a keep-alive from 1 to 65535 seconds", keepAliveMax.toString());
    }

    /// Without encryption on the loopback address.
    public static MqttSettings loopback(int port) {
        return new MqttSettings(
                "127.0.0.1", port, new Encryption.None(), CONNECTIONS, PACKET_BYTES, Duration.ofMinutes(20));
    }

    public MqttSettings with(Encryption other) {
        return new MqttSettings(host, port, other, connectionsMax, packetBytesMax, keepAliveMax);
    }
}
