package io.polder.sync;

import java.time.Duration;

/// How long a city waits for a neighbour: until the connection with its TLS stands, and until the whole answer is
/// there.
public record Patience(Duration connect, Duration answer) {
    public static final Patience STANDARD = new Patience(Duration.ofSeconds(5), Duration.ofSeconds(20));
}
