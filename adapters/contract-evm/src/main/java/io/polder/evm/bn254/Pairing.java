package io.polder.evm.bn254;

import java.math.BigInteger;
import java.util.List;

/// The optimal ate pairing: one Miller loop for all pairs, one final exponentiation.
final class Pairing {
    /// The number u that the curve is made from.
    private static final long U = 4965661367192848881L;
    private static final BigInteger LOOP =
            BigInteger.valueOf(U).multiply(BigInteger.valueOf(6)).add(BigInteger.TWO);
    private static final Fp HALF = Fp.of(2).inverse();
    private static final Fp2 THREE_B_TWISTED = new Fp2(Fp.of(9), Fp.ZERO).times(Fp2.XI.inverse());

    /// A point of G1 and a point of G2, both affine and not at infinity.
    record Pair(Point<Fp> p, Point<Fp2> q) {}

    private Pairing() {}

    static Fp12 product(List<Pair> pairs) {
        if (pairs.isEmpty()) return Fp12.ONE;
        Line[] lines = pairs.stream().map(Line::new).toArray(Line[]::new);
        Fp12 f = Fp12.ONE;
        for (int bit = LOOP.bitLength() - 2; bit >= 0; bit--) {
            f = f.square();
            for (Line line : lines) f = line.twice(f);
            if (!LOOP.testBit(bit)) continue;
            for (Line line : lines) f = line.plus(f, line.pair.q());
        }
        for (Line line : lines) {
            Point<Fp2> turned = turn(line.pair.q());
            f = line.plus(f, turned);
            f = line.plus(f, turn(turned).negate());
        }
        return finalExponentiation(f);
    }

    /// True if a point of the twisted curve has the order of the group: one short multiplication and the map `turn`
    /// tell.
    static boolean isInGroup(Point<Fp2> q) {
        Point<Fp2> uq = q.times(BigInteger.valueOf(U));
        Point<Fp2> turned = turn(uq);
        Point<Fp2> left = uq.plus(q).plus(turned).plus(turn(turned));
        return left.isSame(turn(turn(turn(uq.twice()))));
    }

    /// The Frobenius map, brought to the twisted curve.
    private static Point<Fp2> turn(Point<Fp2> q) {
        return new Point<>(
                q.x().conjugate().times(Fp12.turn(2)), q.y().conjugate().times(Fp12.turn(3)), q.z().conjugate());
    }

    private static Fp12 finalExponentiation(Fp12 value) {
        Fp12 f = value.conjugate().times(value.inverse());
        Fp12 r = f.frobenius().frobenius().times(f);
        // The hard part after Fuentes-Castaneda, Knapp and Rodriguez-Henriquez.
        Fp12 y0 = toMinusU(r), y1 = y0.square(), y3 = y1.square().times(y1);
        Fp12 y4 = toMinusU(y3), y6 = toMinusU(y4.square());
        Fp12 y8 = y6.conjugate().times(y4).times(y3.conjugate());
        Fp12 y9 = y8.times(y1), y11 = y8.times(y4).times(r);
        Fp12 y13 = y9.frobenius().times(y11);
        Fp12 y14 = y8.frobenius().frobenius().times(y13);
        Fp12 y15 = r.conjugate().times(y9);
        return y15.frobenius().frobenius().frobenius().times(y14);
    }

    /// In this subgroup the conjugate is the inverse.
    private static Fp12 toMinusU(Fp12 value) {
        return value.power(U).conjugate();
    }

    /// The running point of one pair in homogeneous coordinates, and the lines it draws through itself.
    private static final class Line {
        private final Pair pair;
        private Fp2 x;
        private Fp2 y;
        private Fp2 z = Fp2.ONE;

        Line(Pair pair) {
            this.pair = pair;
            this.x = pair.q().x();
            this.y = pair.q().y();
        }

        Fp12 twice(Fp12 f) {
            Fp2 a = x.times(y).times(HALF), b = y.square(), c = z.square();
            Fp2 e = THREE_B_TWISTED.times(c), threeE = e.twice().plus(e);
            Fp2 g = b.plus(threeE).times(HALF);
            Fp2 h = y.plus(z).square().minus(b.plus(c));
            Fp2 i = e.minus(b), j = x.square(), ee = e.square();
            x = a.times(b.minus(threeE));
            y = g.square().minus(ee.twice().plus(ee));
            z = b.times(h);
            return multiply(f, h.negate(), j.twice().plus(j), i);
        }

        Fp12 plus(Fp12 f, Point<Fp2> q) {
            Fp2 theta = y.minus(q.y().times(z)), lambda = x.minus(q.x().times(z));
            Fp2 c = theta.square(), d = lambda.square(), e = lambda.times(d);
            Fp2 g = x.times(d);
            Fp2 h = e.plus(z.times(c)).minus(g.twice());
            x = lambda.times(h);
            y = theta.times(g.minus(h)).minus(e.times(y));
            z = z.times(e);
            return multiply(f, lambda, theta.negate(), theta.times(q.x()).minus(lambda.times(q.y())));
        }

        private Fp12 multiply(Fp12 f, Fp2 byY, Fp2 byX, Fp2 constant) {
            return f.timesLine(byY.times(pair.p().y()), byX.times(pair.p().x()), constant);
        }
    }
}
