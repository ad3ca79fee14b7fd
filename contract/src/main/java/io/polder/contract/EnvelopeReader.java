package io.polder.contract;

import io.polder.protocol.Domain;
import io.polder.protocol.Envelope;
import io.polder.protocol.Intent;
import io.polder.protocol.Limits;
import io.polder.protocol.Transaction;

/// Opens the envelopes of a foreign ecosystem and checks the signature of its own wallets. It is pure.
public interface EnvelopeReader {
    /// What an envelope turned out to be.
    sealed interface Opened {
        /// Signed by the sender that the intent names.
        record Read(Intent intent) implements Opened {}

        /// Not an envelope of this kind, or not for this chain, or not signed as it must be.
        record Unreadable(String expected, String got) implements Opened {}
    }

    /// Whether a transaction may take a place in the block that comes next.
    sealed interface Turn {
        Turn NOW = new Now();

        /// It may.
        record Now() implements Turn {}

        /// Not before those of the same sender with lower sequences, from `next` on.
        record Later(long next) implements Turn {}

        /// No more and for ever, or not while the state is as it is: it leaves no trace.
        record Never(String reason) implements Turn {}
    }

    Envelope envelope();

    Opened open(Transaction transaction, Domain domain);

    /// How much gas the sender lets it spend; it takes no place in a block where less is left to the sender.
    default long gas(Intent intent) {
        return 0;
    }

    /// Judges by the chain's state alone whether it is a transaction's turn.
    default Turn turn(Intent intent, StateReader state, Limits limits) {
        return Turn.NOW;
    }
}
