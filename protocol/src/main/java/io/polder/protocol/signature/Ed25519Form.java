package io.polder.protocol.signature;

import io.polder.protocol.encoding.Bytes;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;

/// What an Ed25519 key and signature must look like before any provider sees them. Providers differ on strange ones,
/// and cities that differ on one signature would part for ever: docs/spec/signatures.md, 2.
final class Ed25519Form {
    private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    private static final BigInteger L =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    /// The y coordinates of the eight points of small order.
    private static final Set<BigInteger> SMALL_ORDER = Set.of(
            BigInteger.ZERO,
            BigInteger.ONE,
            P.subtract(BigInteger.ONE),
            little(Bytes.hex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
                    .toArray()),
            little(Bytes.hex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
                    .toArray()));

    private Ed25519Form() {}

    static Optional<String> keyFault(Bytes key) {
        BigInteger y = y(key.toArray());
        if (y.compareTo(P) >= 0) return Optional.of("the key's y is not below p");
        if (SMALL_ORDER.contains(y)) return Optional.of("the key is a point of small order");
        return Optional.empty();
    }

    static Optional<String> signatureFault(Bytes signature) {
        if (signature.size() != 64) return Optional.of("expected 64 bytes, got " + signature.size());
        if (y(signature.slice(0, 32).toArray()).compareTo(P) >= 0) return Optional.of("the y of R is not below p");
        if (little(signature.slice(32, 64).toArray()).compareTo(L) >= 0) return Optional.of("S is not below L");
        return Optional.empty();
    }

    private static BigInteger y(byte[] point) {
        point[31] &= 0x7f;
        return little(point);
    }

    private static BigInteger little(byte[] bytes) {
        byte[] big = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) big[i] = bytes[bytes.length - 1 - i];
        return new BigInteger(1, big);
    }
}
