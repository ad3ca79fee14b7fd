package io.polder.protocol.signature;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.util.List;

/// A COSE_Sign1 (RFC 9052, 4.2) in deterministic CBOR with tag 18: the protected header is the algorithm and the key id
/// and nothing else, the unprotected header is empty. The payload is inside, or apart in the detached form.
public record CoseSign1(Algorithm algorithm, Bytes kid, Bytes payload, Bytes signature) {
    private static final long TAG = 18;
    private static final Cbor ALG = Cbor.of(1);
    private static final Cbor KID = Cbor.of(4);
    private static final Cbor EMPTY = Cbor.map();

    /// The bytes that are signed: the Sig_structure of RFC 9052, 4.4, with no external data.
    public static Bytes toBeSigned(Algorithm algorithm, Bytes kid, Bytes payload) {
        return Cbor.array(
                        Cbor.of("Signature1"), Cbor.of(header(algorithm, kid)), Cbor.of(Bytes.EMPTY), Cbor.of(payload))
                .encode();
    }

    private static Bytes header(Algorithm algorithm, Bytes kid) {
        return Cbor.map(ALG, Cbor.of(algorithm.cose()), KID, Cbor.of(kid)).encode();
    }

    public static CoseSign1 sign(SigningKey key, Bytes kid, Bytes payload) {
        Algorithm algorithm = key.publicKey().algorithm();
        return new CoseSign1(algorithm, kid, payload, key.sign(toBeSigned(algorithm, kid, payload)));
    }

    public Bytes toBeSigned() {
        return toBeSigned(algorithm, kid, payload);
    }

    public Bytes encode() {
        return encode(Cbor.of(payload));
    }

    /// The form whose payload travels apart, with nil in its place. The signature is the same.
    public Bytes encodeDetached() {
        return encode(Cbor.NULL);
    }

    private Bytes encode(Cbor payloadOrNil) {
        return new Cbor.Tagged(
                        TAG, Cbor.array(Cbor.of(header(algorithm, kid)), EMPTY, payloadOrNil, Cbor.of(signature)))
                .encode();
    }

    public static CoseSign1 decode(Bytes bytes) {
        List<Cbor> parts = parts(bytes);
        return of(parts, parts.get(2).asBytes());
    }

    /// Joins the detached form with the payload that came apart.
    public static CoseSign1 decodeDetached(Bytes bytes, Bytes payload) {
        List<Cbor> parts = parts(bytes);
        if (!parts.get(2).equals(Cbor.NULL)) throw new Malformed("nil in place of the payload", parts.get(2) + "");
        return of(parts, payload);
    }

    private static List<Cbor> parts(Bytes bytes) {
        if (!(Cbor.decode(bytes) instanceof Cbor.Tagged(long tag, Cbor item)) || tag != TAG)
            throw new Malformed("a COSE_Sign1 (tag 18)", "something else");
        return item.asArray(4);
    }

    private static CoseSign1 of(List<Cbor> parts, Bytes payload) {
        Cbor.Dictionary header = Cbor.decode(parts.get(0).asBytes()).asMap();
        if (header.entries().size() != 2) throw new Malformed("a protected header of alg and kid alone", header + "");
        if (!parts.get(1).equals(EMPTY)) throw new Malformed("an empty unprotected header", parts.get(1) + "");
        return new CoseSign1(
                Algorithm.ofCose(member(header, ALG, "alg (1)").asInt()),
                member(header, KID, "kid (4)").asBytes(),
                payload,
                parts.get(3).asBytes());
    }

    private static Cbor member(Cbor.Dictionary header, Cbor label, String name) {
        return header.find(label).orElseThrow(() -> new Malformed("a protected header with " + name, "none"));
    }
}
