package io.polder.protocol;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.CoseSign1;
import io.polder.protocol.signature.SigningKey;
import java.util.List;

/// A signed wish to change a chain, in the envelope of the sender's own ecosystem. On the wire it is the envelope's tag
/// and the raw bytes. The id of our own envelopes is over what was signed, not over the signature, so a signature that
/// somebody else bends into another valid form makes no second transaction: docs/decisions/0002.
public sealed interface Transaction {
    Envelope envelope();

    Bytes raw();

    Hash id();

    /// A COSE_Sign1 whose payload names domain, sender, lane, window and call.
    record Cose(Bytes raw, CoseSign1 signed, Intent intent, Hash id) implements Transaction {
        @Override
        public Envelope envelope() {
            return Envelope.COSE;
        }
    }

    /// Many readings under one signature: the signed head holds their Merkle root, the readings travel beside it.
    record DeviceFrame(Bytes raw, CoseSign1 signed, Frame frame, Hash id) implements Transaction {
        @Override
        public Envelope envelope() {
            return Envelope.FRAME;
        }
    }

    /// An EIP-2718 transaction as an Ethereum wallet signed it.
    record Ethereum(Bytes raw, Hash id) implements Transaction {
        @Override
        public Envelope envelope() {
            return Envelope.ETHEREUM;
        }
    }

    /// A Fabric envelope as a Fabric client signed it.
    record Fabric(Bytes raw, Hash id) implements Transaction {
        @Override
        public Envelope envelope() {
            return Envelope.FABRIC;
        }
    }

    default Bytes wire() {
        return Bytes.concat(Bytes.of(envelope().tag()), raw());
    }

    /// The hash of the wire bytes, without putting them together.
    default Hash wireHash() {
        return Hash.of(new byte[] {envelope().tag()}, raw().shared());
    }

    static Transaction decode(Bytes wire) {
        if (wire.isEmpty()) throw new Malformed("a transaction", "no bytes");
        return decode(Envelope.of(wire.at(0)), wire.slice(1, wire.size()));
    }

    static Transaction decode(Envelope envelope, Bytes raw) {
        return switch (envelope) {
            case COSE -> cose(raw);
            case FRAME -> frame(raw);
            case ETHEREUM -> new Ethereum(raw, idOver(envelope, raw));
            case FABRIC -> new Fabric(raw, idOver(envelope, raw));
        };
    }

    static Hash idOver(Envelope envelope, Bytes signed) {
        return Hash.of(new byte[] {envelope.tag()}, signed.shared());
    }

    /// Signs an intent. The kid names the key: docs/spec/transaction.md, 3.
    static Cose sign(Intent intent, SigningKey key) {
        Bytes payload = IntentCodec.encode(intent);
        CoseSign1 signed = CoseSign1.sign(key, kid(intent.sender(), key), payload);
        return new Cose(signed.encode(), signed, intent, idOver(Envelope.COSE, signed.toBeSigned()));
    }

    /// Signs a frame of readings.
    static DeviceFrame sign(Frame frame, SigningKey key) {
        CoseSign1 signed = CoseSign1.sign(key, kid(frame.sender(), key), frame.head());
        Bytes raw = Cbor.array(
                        Cbor.of(signed.encode()),
                        Cbor.array(frame.readings().stream().map(Cbor::of).toList()))
                .encode();
        return new DeviceFrame(raw, signed, frame, idOver(Envelope.FRAME, signed.toBeSigned()));
    }

    /// A bare key travels whole, since no registry knows it; a registered one is named by its thumbprint.
    static Bytes kid(Address sender, SigningKey key) {
        return sender.kind() == Address.Kind.KEY
                ? key.publicKey().toCose().encode()
                : key.publicKey().thumbprint().bytes();
    }

    private static Cose cose(Bytes raw) {
        CoseSign1 signed = CoseSign1.decode(raw);
        return new Cose(raw, signed, IntentCodec.decode(signed.payload()), idOver(Envelope.COSE, signed.toBeSigned()));
    }

    private static DeviceFrame frame(Bytes raw) {
        List<Cbor> items = Cbor.decode(raw).asArray(2);
        CoseSign1 signed = CoseSign1.decode(items.get(0).asBytes());
        List<Bytes> readings =
                items.get(1).asArray().stream().map(Cbor::asBytes).toList();
        return new DeviceFrame(
                raw, signed, Frame.of(signed.payload(), readings), idOver(Envelope.FRAME, signed.toBeSigned()));
    }
}
