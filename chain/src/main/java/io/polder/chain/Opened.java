package io.polder.chain;

import io.polder.consensus.Prepared;
import io.polder.protocol.Call;
import io.polder.protocol.Frame;
import io.polder.protocol.Intent;
import io.polder.protocol.Origin;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.PublicKey;
import io.polder.things.Readings;
import java.util.Optional;

/// A transaction that was read, and what is known of its signature: with which key it was checked, if it was, and
/// whether it held. A foreign envelope is checked by its own reader and has no key of ours.
record Opened(Transaction transaction, Intent intent, Origin origin, Proven proven, int size) implements Prepared {
    /// How far the sender is proven.
    sealed interface Proven {
        /// The signature holds under this key, for which this organisation answers (nobody for a bare key), and which a
        /// node may hold for its owner.
        record Under(PublicKey key, String organisation, boolean hosted) implements Proven {}

        /// The envelope's own reader vouches for the sender.
        record ByEnvelope() implements Proven {}

        /// Not proven: why not.
        record Not(RefusalCode code, String detail) implements Proven {}
    }

    /// What the wire turned out to be.
    sealed interface Reading {
        record Done(Transaction transaction) implements Reading {}

        record Unreadable(String detail) implements Reading {}
    }

    static Reading read(Bytes wire) {
        try {
            return new Reading.Done(Transaction.decode(wire));
        } catch (Malformed e) {
            return new Reading.Unreadable(String.valueOf(e.getMessage()));
        }
    }

    /// The intent of our own envelopes; empty for foreign ones, which need their reader.
    static Optional<Intent> intent(Transaction transaction) {
        return switch (transaction) {
            case Transaction.Cose cose -> Optional.of(cose.intent());
            case Transaction.DeviceFrame frame -> Optional.of(frameIntent(frame.frame()));
            case Transaction.Ethereum e -> Optional.empty();
            case Transaction.Fabric f -> Optional.empty();
        };
    }

    /// What a frame asks for: its readings go to the contract `readings`.
    private static Intent frameIntent(Frame frame) {
        Cbor readings = Cbor.array(frame.readings().stream().map(Cbor::of).toList());
        Call call = new Call.Invoke(Readings.NAME, frame.proxied() ? "batch" : "frame", readings);
        return new Intent(frame.domain(), frame.sender(), frame.lane(), frame.window(), call);
    }

    static Origin origin(Transaction transaction) {
        if (!(transaction instanceof Transaction.DeviceFrame frame)) return Origin.SIGNED;
        return frame.frame().proxied() ? Origin.PROXIED : Origin.FRAME;
    }

    Opened with(Proven now) {
        return new Opened(transaction, intent, origin, now, size);
    }
}
