package io.polder.protocol.signature;

import io.polder.protocol.encoding.Malformed;

/// The kinds of signature that keys of a network may make, by their COSE algorithm number.
public enum Algorithm {
    /// EdDSA over edwards25519 (RFC 9053, 2.2). Ed25519 is the only curve that is taken under this number; Ed25519's
    /// own
    /// number -19 (RFC 9864) is refused, so that one signature has one form: docs/spec/signatures.md, 1.
    ED25519(-8),
    /// ECDSA over P-256 with SHA-256 (RFC 9053, 2.1).
    ES256(-7),
    /// ECDSA over secp256k1 with SHA-256 (RFC 8812).
    ES256K(-47),
    /// ML-DSA-65 (FIPS 204).
    ML_DSA_65(-49),
    /// SM2 with SM3 (GB/T 32918); no number is registered, so this one is private.
    SM2(-65_537);

    private final long cose;

    Algorithm(long cose) {
        this.cose = cose;
    }

    public long cose() {
        return cose;
    }

    /// True if a signature is a pair (r, s): 64 bytes in COSE, DER in JCA.
    boolean isEcdsa() {
        return this == ES256 || this == ES256K || this == SM2;
    }

    public static Algorithm ofCose(long number) {
        for (Algorithm algorithm : values()) if (algorithm.cose == number) return algorithm;
        throw new Malformed("a COSE algorithm of -7, -8, -47, -49 or -65537", Long.toString(number));
    }
}
