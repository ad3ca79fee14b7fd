package io.polder.contract;

import io.polder.protocol.Domain;
import io.polder.protocol.Envelope;
import io.polder.protocol.Intent;
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

    Envelope envelope();

    Opened open(Transaction transaction, Domain domain);
}
