package io.polder.evm.bn254;

import java.math.BigInteger;

/// c0 + c1 w with w^2 = v: where pairings live.
record Fp12(Fp6 c0, Fp6 c1) {
    static final Fp12 ONE = new Fp12(Fp6.ONE, Fp6.ZERO);

    /// Powers of XI^((p-1)/6), by which the Frobenius map turns the powers of w.
    private static final Fp2[] TURNS = turns();

    Fp12 times(Fp12 other) {
        Fp6 t0 = c0.times(other.c0), t1 = c1.times(other.c1);
        Fp6 cross = c0.plus(c1).times(other.c0.plus(other.c1));
        return new Fp12(t0.plus(t1.timesV()), cross.minus(t0).minus(t1));
    }

    /// Times the line a + (b + c v) w.
    Fp12 timesLine(Fp2 a, Fp2 b, Fp2 c) {
        Fp6 t0 = c0.times(a), t1 = c1.times(b, c);
        Fp6 cross = c0.plus(c1).times(a.plus(b), c);
        return new Fp12(t0.plus(t1.timesV()), cross.minus(t0).minus(t1));
    }

    Fp12 square() {
        Fp6 product = c0.times(c1);
        Fp6 sum = c0.plus(c1).times(c0.plus(c1.timesV()));
        return new Fp12(sum.minus(product).minus(product.timesV()), product.plus(product));
    }

    Fp12 conjugate() {
        return new Fp12(c0, c1.negate());
    }

    Fp12 inverse() {
        Fp6 norm = c0.times(c0).minus(c1.times(c1).timesV()).inverse();
        return new Fp12(c0.times(norm), c1.times(norm).negate());
    }

    /// To the power of p.
    Fp12 frobenius() {
        Fp6 even = new Fp6(
                c0.c0().conjugate(),
                c0.c1().conjugate().times(TURNS[2]),
                c0.c2().conjugate().times(TURNS[4]));
        Fp6 odd = new Fp6(
                c1.c0().conjugate().times(TURNS[1]),
                c1.c1().conjugate().times(TURNS[3]),
                c1.c2().conjugate().times(TURNS[5]));
        return new Fp12(even, odd);
    }

    Fp12 power(long exponent) {
        Fp12 result = ONE;
        for (int bit = 63 - Long.numberOfLeadingZeros(exponent); bit >= 0; bit--) {
            result = result.square();
            if ((exponent >>> bit & 1) != 0) result = result.times(this);
        }
        return result;
    }

    private static Fp2[] turns() {
        Fp2 turn = Fp2.XI.power(Fp.MODULUS.subtract(BigInteger.ONE).divide(BigInteger.valueOf(6)));
        Fp2[] turns = new Fp2[6];
        turns[0] = Fp2.ONE;
        for (int i = 1; i < 6; i++) turns[i] = turns[i - 1].times(turn);
        return turns;
    }

    /// XI^(k (p-1)/6).
    static Fp2 turn(int k) {
        return TURNS[k];
    }
}
