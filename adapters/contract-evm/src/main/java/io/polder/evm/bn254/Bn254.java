package io.polder.evm.bn254;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The curve alt_bn128 as the precompiled contracts see it: bytes in, bytes out.
public final class Bn254 {
    private static final int COORDINATE = 32;
    private static final int G1_BYTES = 64;
    private static final int PAIR_BYTES = 192;
    private static final Fp B = Fp.of(3);
    /// 3 / (9 + i): the same curve, twisted.
    private static final Fp2 B_TWISTED = new Fp2(B, Fp.ZERO).times(Fp2.XI.inverse());

    private Bn254() {}

    /// Adds two points of 64 bytes each; empty if one is not on the curve.
    public static Optional<byte[]> add(byte[] points) {
        var one = g1(points, 0);
        var other = g1(points, G1_BYTES);
        if (one.isEmpty() || other.isEmpty()) return Optional.empty();
        return Optional.of(encode(one.get().plus(other.get())));
    }

    /// Multiplies a point of 64 bytes by a number of 32.
    public static Optional<byte[]> multiply(byte[] pointAndFactor) {
        BigInteger factor = number(pointAndFactor, G1_BYTES);
        return g1(pointAndFactor, 0).map(point -> encode(point.times(factor)));
    }

    /// Answers whether the product of the pairings is one; empty if a point is not in its group.
    public static Optional<Boolean> pairingCheck(byte[] pairs) {
        if (pairs.length % PAIR_BYTES != 0) return Optional.empty();
        List<Pairing.Pair> all = new ArrayList<>();
        for (int at = 0; at < pairs.length; at += PAIR_BYTES) {
            var p = g1(pairs, at);
            var q = g2(pairs, at + G1_BYTES);
            if (p.isEmpty() || q.isEmpty()) return Optional.empty();
            if (!p.get().isInfinity() && !q.get().isInfinity()) all.add(new Pairing.Pair(p.get(), q.get()));
        }
        return Optional.of(Pairing.product(all).equals(Fp12.ONE));
    }

    static Optional<Point<Fp>> g1(byte[] bytes, int at) {
        BigInteger x = number(bytes, at), y = number(bytes, at + COORDINATE);
        if (!inField(x, y)) return Optional.empty();
        if (x.signum() == 0 && y.signum() == 0) return Optional.of(Point.infinity(Fp.ONE));
        return Optional.of(Point.affine(Fp.of(x), Fp.of(y))).filter(point -> point.isOnCurve(B));
    }

    /// The imaginary part comes first.
    static Optional<Point<Fp2>> g2(byte[] bytes, int at) {
        BigInteger x1 = number(bytes, at), x0 = number(bytes, at + COORDINATE);
        BigInteger y1 = number(bytes, at + 2 * COORDINATE), y0 = number(bytes, at + 3 * COORDINATE);
        if (!inField(x0, x1, y0, y1)) return Optional.empty();
        Fp2 x = Fp2.of(x0, x1), y = Fp2.of(y0, y1);
        if (x.isZero() && y.isZero()) return Optional.of(Point.infinity(Fp2.ONE));
        return Optional.of(Point.affine(x, y)).filter(point -> point.isOnCurve(B_TWISTED) && Pairing.isInGroup(point));
    }

    private static boolean inField(BigInteger... numbers) {
        return Arrays.stream(numbers).allMatch(number -> number.compareTo(Fp.MODULUS) < 0);
    }

    private static BigInteger number(byte[] bytes, int at) {
        return new BigInteger(1, bytes, at, COORDINATE);
    }

    private static byte[] encode(Point<Fp> point) {
        byte[] bytes = new byte[G1_BYTES];
        if (point.isInfinity()) return bytes;
        Point<Fp> affine = point.normalize();
        write(affine.x().toBigInteger(), bytes, 0);
        write(affine.y().toBigInteger(), bytes, COORDINATE);
        return bytes;
    }

    private static void write(BigInteger number, byte[] bytes, int at) {
        byte[] digits = number.toByteArray();
        int count = Math.min(COORDINATE, digits.length);
        System.arraycopy(digits, digits.length - count, bytes, at + COORDINATE - count, count);
    }
}
