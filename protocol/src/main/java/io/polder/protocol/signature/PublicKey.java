package io.polder.protocol.signature;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;

/// A public key in its one raw form: 32 bytes of Ed25519, an uncompressed point of 65 bytes of an elliptic curve, or
/// the bytes of FIPS 204. That it lies on its curve is looked at when a signature is checked.
public record PublicKey(Algorithm algorithm, Bytes bytes) {
    private static final Cbor KTY = Cbor.of(1);
    private static final Cbor ALG = Cbor.of(3);
    private static final Cbor CRV = Cbor.of(-1);
    private static final Cbor X = Cbor.of(-2);
    private static final Cbor Y = Cbor.of(-3);
    private static final int POINT = 65;
    private static final int COORDINATE = 32;

    public PublicKey {
        int expected = switch (algorithm) {
            case ED25519 -> 32;
            case ES256, ES256K, SM2 -> POINT;
            case ML_DSA_65 -> 1_952;
        };
        if (bytes.size() != expected) throw new Malformed("a key of " + expected + " bytes", bytes.size() + " bytes");
        if (expected == POINT && bytes.at(0) != 4)
            throw new Malformed("an uncompressed point, beginning with 4", Byte.toString(bytes.at(0)));
    }

    /// A COSE_Key with the required members alone (RFC 9052, 7; RFC 9053, 7; RFC 9964 for AKP).
    public Cbor toCose() {
        return switch (algorithm) {
            case ED25519 -> Cbor.map(KTY, Cbor.of(1), CRV, Cbor.of(6), X, Cbor.of(bytes));
            case ES256 -> point(1);
            case ES256K -> point(8);
            case SM2 -> point(-65_537);
            case ML_DSA_65 -> Cbor.map(KTY, Cbor.of(7), ALG, Cbor.of(algorithm.cose()), CRV, Cbor.of(bytes));
        };
    }

    private Cbor point(long curve) {
        return Cbor.map(
                KTY,
                Cbor.of(2),
                CRV,
                Cbor.of(curve),
                X,
                Cbor.of(bytes.slice(1, 1 + COORDINATE)),
                Y,
                Cbor.of(bytes.slice(1 + COORDINATE, POINT)));
    }

    /// Reads a COSE_Key that has the required members and no others.
    public static PublicKey ofCose(Cbor item) {
        Cbor.Dictionary map = item.asMap();
        PublicKey key = switch (member(map, KTY).asCode()) {
            case 1 -> new PublicKey(Algorithm.ED25519, member(map, X).asBytes());
            case 2 -> new PublicKey(curve(member(map, CRV).asInt()), point(map));
            case 7 ->
                new PublicKey(
                        Algorithm.ofCose(member(map, ALG).asInt()),
                        member(map, CRV).asBytes());
            default -> throw new Malformed("a key type of 1, 2 or 7", member(map, KTY) + "");
        };
        if (!key.toCose().equals(item)) throw new Malformed("a COSE_Key with its required members alone", "others");
        return key;
    }

    private static Cbor member(Cbor.Dictionary map, Cbor label) {
        return map.find(label).orElseThrow(() -> new Malformed("a COSE_Key with the member " + label, "none"));
    }

    private static Algorithm curve(long curve) {
        if (curve == 1) return Algorithm.ES256;
        if (curve == 8) return Algorithm.ES256K;
        if (curve == -65_537) return Algorithm.SM2;
        throw new Malformed("the curve P-256 (1), secp256k1 (8) or SM2 (-65537)", Long.toString(curve));
    }

    private static Bytes point(Cbor.Dictionary map) {
        Bytes x = member(map, X).asBytes();
        Bytes y = member(map, Y).asBytes();
        if (x.size() != COORDINATE || y.size() != COORDINATE)
            throw new Malformed("coordinates of 32 bytes", x.size() + " and " + y.size());
        return Bytes.concat(Bytes.of((byte) 4), x, y);
    }

    /// The COSE Key Thumbprint with SHA-256 (RFC 9679).
    public Hash thumbprint() {
        return Hash.of(toCose().encode());
    }

    /// The X.509 SubjectPublicKeyInfo.
    public Bytes toSpki() {
        return Bytes.concat(Spki.prefix(algorithm), bytes);
    }

    public static PublicKey ofSpki(Bytes spki) {
        for (Algorithm algorithm : Algorithm.values()) {
            Bytes prefix = Spki.prefix(algorithm);
            if (spki.startsWith(prefix)) return new PublicKey(algorithm, spki.slice(prefix.size(), spki.size()));
        }
        throw new Malformed("the SubjectPublicKeyInfo of a known kind of key", "another");
    }
}
