package io.polder.chain;

import io.polder.protocol.encoding.Hash;
import java.util.concurrent.CompletableFuture;

/// What the one door says of a transaction.
public sealed interface Admission {
    /// Kept in the outbox through a power cut, and submitted until it is settled.
    record Pending(Hash id, CompletableFuture<Settlement> settlement) implements Admission {}

    /// Not taken: nothing of it is kept.
    record Refused(RefusalCode code, String detail) implements Admission {}
}
