package io.polder.protocol.signature;

import io.polder.protocol.encoding.Bytes;
import java.math.BigInteger;
import java.util.Optional;

/// ECDSA signatures as COSE writes them, r and s in 32 bytes each, and as JCA wants them, in DER.
final class EcdsaForm {
    private static final BigInteger P256_N =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
    private static final BigInteger K1_N =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    private static final BigInteger SM2_N =
            new BigInteger("fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123", 16);

    private EcdsaForm() {}

    static Optional<String> signatureFault(Algorithm algorithm, Bytes signature) {
        if (signature.size() != 64) return Optional.of("expected r and s in 64 bytes, got " + signature.size());
        BigInteger n = order(algorithm);
        BigInteger r = part(signature, 0);
        BigInteger s = part(signature, 32);
        if (r.signum() == 0 || r.compareTo(n) >= 0) return Optional.of("r is not from 1 to n-1");
        if (s.signum() == 0 || s.compareTo(n) >= 0) return Optional.of("s is not from 1 to n-1");
        return Optional.empty();
    }

    private static BigInteger order(Algorithm algorithm) {
        return switch (algorithm) {
            case ES256 -> P256_N;
            case ES256K -> K1_N;
            case SM2 -> SM2_N;
            default -> throw new IllegalStateException(algorithm + " is not over an elliptic curve of this kind");
        };
    }

    private static BigInteger part(Bytes signature, int from) {
        return new BigInteger(1, signature.slice(from, from + 32).shared());
    }

    static byte[] toDer(Bytes signature) {
        byte[] r = part(signature, 0).toByteArray();
        byte[] s = part(signature, 32).toByteArray();
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
        byte[] raw = new byte[64];
        right(der, 4, sizeR, raw, 0);
        right(der, 6 + sizeR, der[5 + sizeR], raw, 32);
        return Bytes.wrap(raw);
    }

    private static void right(byte[] der, int from, int size, byte[] raw, int to) {
        int skip = Math.max(0, size - 32);
        System.arraycopy(der, from + skip, raw, to + 32 - (size - skip), size - skip);
    }
}
