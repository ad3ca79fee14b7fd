package io.polder.protocol.proof;

import io.polder.protocol.Receipt;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.tree.InclusionPath;
import io.polder.protocol.tree.StateProof;
import io.polder.protocol.tree.Versioned;
import java.util.List;
import java.util.Optional;

/// What a proof is about. The key, where it is given, is the one the sender's signature is checked with; the signature
/// itself names it by its thumbprint.
public sealed interface Subject {
    /// A whole transaction and its receipt.
    record OfTransaction(Bytes wire, Optional<PublicKey> key, Receipt receipt, InclusionPath inBlock)
            implements Subject {}

    /// One reading of a frame or batch, without the others: the signed head, and the hash of the whole on the wire.
    record OfReading(
            Signed signed, Bytes reading, InclusionPath inFrame, Hash wire, Receipt receipt, InclusionPath inBlock)
            implements Subject {}

    /// The signed head of a frame as COSE_Sign1 bytes, and the key to check it with.
    record Signed(Bytes head, Optional<PublicKey> key) {}

    /// What a contract's state held under a key after the block, or that it held nothing.
    record OfState(String contract, Bytes key, Optional<Versioned> value, StateProof path) implements Subject {}

    /// The block's header alone.
    record OfBlock() implements Subject {}

    default Cbor toCbor() {
        return switch (this) {
            case OfTransaction t ->
                Cbor.array(Cbor.of(0), Cbor.of(t.wire), keyToCbor(t.key), t.receipt.toCbor(), t.inBlock.toCbor());
            case OfReading r ->
                Cbor.array(
                        Cbor.of(1),
                        Cbor.of(r.signed.head),
                        keyToCbor(r.signed.key),
                        Cbor.of(r.reading),
                        r.inFrame.toCbor(),
                        Cbor.of(r.wire),
                        r.receipt.toCbor(),
                        r.inBlock.toCbor());
            case OfState s ->
                Cbor.array(
                        Cbor.of(2),
                        Cbor.of(s.contract),
                        Cbor.of(s.key),
                        s.value.map(Versioned::toCbor).orElse(Cbor.NULL),
                        s.path.toCbor());
            case OfBlock() -> Cbor.array(Cbor.of(3));
        };
    }

    static Subject of(Cbor item) {
        List<Cbor> items = item.asArray();
        if (items.isEmpty()) throw new Malformed("a subject", "an empty array");
        long kind = items.getFirst().asInt();
        if (kind < 0 || kind > 3) throw new Malformed("a subject from 0 to 3", Long.toString(kind));
        List<Cbor> f = item.asArray(new int[] {5, 8, 5, 1}[(int) kind]);
        return switch ((int) kind) {
            case 0 ->
                new OfTransaction(
                        f.get(1).asBytes(), keyOf(f.get(2)), Receipt.of(f.get(3)), InclusionPath.ofCbor(f.get(4)));
            case 1 ->
                new OfReading(
                        new Signed(f.get(1).asBytes(), keyOf(f.get(2))),
                        f.get(3).asBytes(),
                        InclusionPath.ofCbor(f.get(4)),
                        f.get(5).asHash(),
                        Receipt.of(f.get(6)),
                        InclusionPath.ofCbor(f.get(7)));
            case 2 ->
                new OfState(
                        f.get(1).asText(),
                        f.get(2).asBytes(),
                        f.get(3).equals(Cbor.NULL) ? Optional.empty() : Optional.of(Versioned.ofCbor(f.get(3))),
                        StateProof.ofCbor(f.get(4)));
            default -> new OfBlock();
        };
    }

    private static Cbor keyToCbor(Optional<PublicKey> key) {
        return key.map(PublicKey::toCose).orElse(Cbor.NULL);
    }

    private static Optional<PublicKey> keyOf(Cbor item) {
        return item.equals(Cbor.NULL) ? Optional.empty() : Optional.of(PublicKey.ofCose(item));
    }
}
