package io.polder.devicekit;

import io.polder.gateway.Uplink;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A device as the contract of device protocols sees it: a foreign client library behind it, no code of ours.
public interface DeviceClient extends AutoCloseable {
    /// What the client made of the door's answer.
    sealed interface Reply {
        record Acknowledged() implements Reply {}

        /// Refused, at the connection or at the message; without a code where the protocol has no words for one.
        record Refused(Optional<String> code) implements Reply {}
    }

    /// Connects if it must, and sends. Never blocks.
    CompletableFuture<Reply> send(Uplink uplink);

    /// Asks for the time; what comes back is JSON.
    CompletableFuture<String> time(String chain, String thing);

    @Override
    void close();
}
