package io.polder.consensus;

/// What an engine says of a transaction that is offered to it.
public enum Submission {
    ACCEPTED,
    /// The engine's queue is full: offer it again later.
    FULL,
    /// The engine is starting, has fallen behind, has lost its quorum or has stopped.
    NOT_ACTIVE,
    /// The engine can never order so large a transaction.
    TOO_LARGE
}
