package io.polder.protocol.signature;

import io.polder.protocol.encoding.Bytes;
import java.math.BigInteger;
import java.security.spec.ECParameterSpec;
import java.util.Optional;

/// ECDSA signatures as COSE writes them, r and s in 32 bytes each, and as JCA wants them, in DER; and what they and
/// their
/// keys must look like before any provider sees them: docs/spec/signatures.md, 4.
final class EcdsaForm {
    private static final int SIGNATURE_SIZE = 64;
    private static final int PART = 32;
    private static final Curve P256 = Curve.of(
            "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
            "ffffffff00000001000000000000000000000000fffffffffffffffffffffffc",
            "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
            "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    private static final Curve SECP256K1 = Curve.of(
            "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f",
            "00",
            "07",
            "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    private static final Curve SM2 = Curve.of(
            "fffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffff",
            "fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc",
            "28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93",
            "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123");

    /// y² = x³ + ax + b modulo p, with n points, n prime.
    private record Curve(BigInteger p, BigInteger a, BigInteger b, BigInteger n) {
        static Curve of(String p, String a, String b, String n) {
            return new Curve(
                    new BigInteger(p, 16), new BigInteger(a, 16), new BigInteger(b, 16), new BigInteger(n, 16));
        }

        static Curve of(Algorithm algorithm) {
            return switch (algorithm) {
                case ES256 -> P256;
                case ES256K -> SECP256K1;
                case SM2 -> SM2;
                case ED25519, ML_DSA_65 ->
                    throw new IllegalStateException(algorithm + " is not over an elliptic curve of this kind");
            };
        }

        boolean holds(BigInteger x, BigInteger y) {
            if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0) return false;
            BigInteger right = x.multiply(x).add(a).multiply(x).add(b);
            return y.multiply(y).subtract(right).mod(p).signum() == 0;
        }
    }

    private EcdsaForm() {}

    /// Every point of these curves has order n, so a point of the curve is a key.
    static Optional<String> keyFault(PublicKey key) {
        BigInteger x = part(key.bytes(), 1);
        BigInteger y = part(key.bytes(), 1 + PART);
        return Curve.of(key.algorithm()).holds(x, y)
                ? Optional.empty()
                : Optional.of("the key: expected a point of the curve, got none");
    }

    static boolean isOver(Algorithm algorithm, ECParameterSpec parameters) {
        return parameters.getOrder().equals(Curve.of(algorithm).n());
    }

    static Optional<String> signatureFault(Algorithm algorithm, Bytes signature) {
        if (signature.size() != SIGNATURE_SIZE)
            return Optional.of("expected r and s in 64 bytes, got " + signature.size());
        BigInteger n = Curve.of(algorithm).n();
        BigInteger r = part(signature, 0);
        BigInteger s = part(signature, PART);
        if (r.signum() == 0 || r.compareTo(n) >= 0) return Optional.of("expected r from 1 to n-1, got another");
        if (s.signum() == 0 || s.compareTo(n) >= 0) return Optional.of("expected s from 1 to n-1, got another");
        return Optional.empty();
    }

    private static BigInteger part(Bytes all, int from) {
        return new BigInteger(1, all.shared(), from, PART);
    }

    static byte[] toDer(Bytes signature) {
        byte[] r = part(signature, 0).toByteArray();
        byte[] s = part(signature, PART).toByteArray();
        byte[] der = new byte[6 + r.length + s.length];
        der[0] = 0x30;
        der[1] = (byte) (4 + r.length + s.length);
        integer(der, 2, r);
        integer(der, 4 + r.length, s);
        return der;
    }

    private static void integer(byte[] der, int at, byte[] value) {
        der[at] = 2;
        der[at + 1] = (byte) value.length;
        System.arraycopy(value, 0, der, at + 2, value.length);
    }

    /// Takes what our own provider made, so it needs no strictness.
    static Bytes ofDer(byte[] der) {
        int sizeR = der[3];
        byte[] raw = new byte[SIGNATURE_SIZE];
        right(der, 4, sizeR, raw, 0);
        right(der, 6 + sizeR, der[5 + sizeR], raw, PART);
        return Bytes.wrap(raw);
    }

    private static void right(byte[] der, int from, int size, byte[] raw, int to) {
        int skip = Math.max(0, size - PART);
        System.arraycopy(der, from + skip, raw, to + PART - (size - skip), size - skip);
    }
}
