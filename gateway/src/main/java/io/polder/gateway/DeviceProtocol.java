package io.polder.gateway;

/// A protocol by which devices reach the city. An adapter turns its messages into uplinks for the inbox and answers
/// each
/// with what became of it; it decides nothing else.
public interface DeviceProtocol extends AutoCloseable {
    /// The protocol's name, such as `mqtt`.
    String name();

    /// Opens the listener and returns once devices can connect; throws `GatewayException` when it cannot be opened.
    void start(Inbox inbox);

    /// The port that is listened on, for a listener that was told to choose one.
    int port();

    /// Closes the listener and every connection.
    @Override
    void close();
}
