package io.polder.protocol.signature;

import io.polder.protocol.encoding.Bytes;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;

/// What an Ed25519 key and signature must look like before any provider sees them. Providers differ on strange ones,
/// and cities that differ on one signature would part for ever: docs/spec/signatures.md, 3.
final class Ed25519Form {
    private static final int SIGNATURE_SIZE = 64;
    private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    private static final BigInteger L =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    /// The constant of the curve -x² + y² = 1 + dx²y².
    private static final BigInteger D = BigInteger.valueOf(-121_665)
            .multiply(BigInteger.valueOf(121_666).modInverse(P))
            .mod(P);
    /// A number is a square modulo p if this power of it is 0 or 1.
    private static final BigInteger EULER = P.shiftRight(1);
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
        Optional<String> fault = pointFault(y);
        if (fault.isPresent()) return fault.map("the key: "::concat);
        return onCurve(y) ? Optional.empty() : Optional.of("the key: expected a point of the curve, got none");
    }

    /// R need not be looked up on the curve: the equation fails for whatever else is there.
    static Optional<String> signatureFault(Bytes signature) {
        if (signature.size() != SIGNATURE_SIZE)
            return Optional.of("expected a signature of 64 bytes, got " + signature.size());
        Optional<String> fault = pointFault(y(signature.slice(0, 32).toArray()));
        if (fault.isPresent()) return fault.map("R: "::concat);
        if (little(signature.slice(32, SIGNATURE_SIZE).toArray()).compareTo(L) >= 0)
            return Optional.of("expected S below L, got more");
        return Optional.empty();
    }

    private static Optional<String> pointFault(BigInteger y) {
        if (y.compareTo(P) >= 0) return Optional.of("expected y below p, got more");
        if (SMALL_ORDER.contains(y)) return Optional.of("expected a point of large order, got one of small order");
        return Optional.empty();
    }

    /// With u = y² - 1 and v = dy² + 1 the point has an x if u/v is a square, which is so if uv is one. The sign bit
    /// asks
    /// for no more, since x = 0 is a point of small order.
    private static boolean onCurve(BigInteger y) {
        BigInteger square = y.multiply(y).mod(P);
        BigInteger u = square.subtract(BigInteger.ONE);
        BigInteger v = D.multiply(square).add(BigInteger.ONE);
        return u.multiply(v).modPow(EULER, P).compareTo(BigInteger.ONE) <= 0;
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
