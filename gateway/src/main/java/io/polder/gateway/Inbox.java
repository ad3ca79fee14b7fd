package io.polder.gateway;

import java.util.Optional;

/// Where device protocols bring what devices say.
public interface Inbox {
    /// What a credential opens.
    sealed interface Opening {
        record Opened(Session session) implements Opening {}

        /// Not let in: a code for programs and a sentence for people.
        record Denied(String code, String detail) implements Opening {}
    }

    /// Judges a credential from the registry as this node knows it. Reads local state, so it is quick, and it never
    /// waits for the network.
    Opening open(Credential credential);

    /// The time for a device without a clock; empty when no such chain has a route, and for the first route when no
    /// chain is named.
    Optional<TimeAdvice> time(Optional<String> chain);
}
