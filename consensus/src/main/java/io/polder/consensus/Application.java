package io.polder.consensus;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;

/// What an engine drives: a deterministic machine that turns rounds into durable state.
///
/// `deliver`, `seal` and `restore` come from one thread, in rising order of rounds; rounds the application holds
/// already
/// may be delivered again after a restart. `preHandle` and `message` come from many threads at any time. An exception
/// from `deliver`, `seal` or `restore` means that this node is wrong: the engine adapter must then never sign a state,
/// sets its status to FAILED and delivers nothing more.
public interface Application {
    /// The newest round that would survive a power cut now; an engine resumes from a snapshot that is not above it.
    long durableRound();

    /// What is known of a transaction before it has a place, signatures checked above all.
    Prepared preHandle(long creator, Bytes transaction);

    /// Another member's broadcast, or our own.
    void message(long sender, Bytes message);

    /// Executes a round and returns the hash of our newest header with a round not above it. A round that was executed
    /// before only returns that hash again.
    Hash deliver(Round round);

    /// Returns once everything up to the round would survive a power cut.
    void seal(long round);

    /// The engine's state was fetched from others: catch up until the newest header not above the round has this hash.
    void restore(long round, Hash digest);

    /// True while something waits for further rounds or messages; an engine may rest only when it is false.
    boolean pending();

    void status(Status status);
}
