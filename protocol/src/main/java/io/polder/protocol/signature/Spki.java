package io.polder.protocol.signature;

import io.polder.protocol.encoding.Bytes;

/// The fixed DER before the raw key in a SubjectPublicKeyInfo: each kind of key has one length, so one prefix.
final class Spki {
    private static final Bytes ED25519 = Bytes.hex("302a300506032b6570032100");
    private static final Bytes P256 = Bytes.hex("3059301306072a8648ce3d020106082a8648ce3d030107034200");
    private static final Bytes SECP256K1 = Bytes.hex("3056301006072a8648ce3d020106052b8104000a034200");
    private static final Bytes SM2 = Bytes.hex("3059301306072a8648ce3d020106082a811ccf5501822d034200");
    private static final Bytes ML_DSA_65 = Bytes.hex("308207b2300b0609608648016503040312038207a100");

    private Spki() {}

    static Bytes prefix(Algorithm algorithm) {
        return switch (algorithm) {
            case ED25519 -> ED25519;
            case ES256 -> P256;
            case ES256K -> SECP256K1;
            case SM2 -> SM2;
            case ML_DSA_65 -> ML_DSA_65;
        };
    }
}
