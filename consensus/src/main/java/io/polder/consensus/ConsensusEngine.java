package io.polder.consensus;

import io.polder.protocol.encoding.Bytes;

/// Agrees with the other members of its cluster on one order of transactions, for one epoch.
public interface ConsensusEngine extends AutoCloseable {
    /// Does ahead of `start` what takes time and neither needs nor takes this member's address. Nobody need call it.
    default void prepare(Application application) {}

    /// Begins to take part. Every call on the application after this comes from the engine's threads.
    void start(Application application);

    /// Offers a transaction for ordering. Even an accepted one may be lost: whoever needs it submits it again.
    Submission submit(Bytes transaction);

    /// Sends a message to every member, this one included, soon and in no order, at least once while all is well.
    Submission broadcast(Bytes message);

    Status status();

    long epoch();

    /// Who may fail, and how, before the order is no longer safe.
    FaultBound faultBound();

    /// Takes no further part and frees this member's address for the engine of the next epoch; `close` must follow.
    default void leave() {
        close();
    }

    /// Takes no further part and frees threads, ports and files. A second call does nothing.
    @Override
    void close();
}
