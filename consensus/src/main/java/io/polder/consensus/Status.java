package io.polder.consensus;

/// The life of an engine, as far as its node must know it.
public enum Status {
    STARTING,
    /// Replaying its own log after a restart.
    REPLAYING,
    ACTIVE,
    /// Running, but hears from too few members to agree on anything.
    NO_QUORUM,
    /// Too far behind for gossip; the state is being fetched from a neighbour.
    BEHIND,
    /// The application failed or the state differs from the others': nothing is signed any more.
    FAILED,
    STOPPED
}
