package io.polder.evm.bn254;

/// c0 + c1 v + c2 v^2 with v^3 = 9 + i.
record Fp6(Fp2 c0, Fp2 c1, Fp2 c2) {
    static final Fp6 ZERO = new Fp6(Fp2.ZERO, Fp2.ZERO, Fp2.ZERO);
    static final Fp6 ONE = new Fp6(Fp2.ONE, Fp2.ZERO, Fp2.ZERO);

    Fp6 plus(Fp6 other) {
        return new Fp6(c0.plus(other.c0), c1.plus(other.c1), c2.plus(other.c2));
    }

    Fp6 minus(Fp6 other) {
        return new Fp6(c0.minus(other.c0), c1.minus(other.c1), c2.minus(other.c2));
    }

    Fp6 negate() {
        return new Fp6(c0.negate(), c1.negate(), c2.negate());
    }

    Fp6 times(Fp6 other) {
        Fp2 t0 = c0.times(other.c0), t1 = c1.times(other.c1), t2 = c2.times(other.c2);
        Fp2 s0 = c1.plus(c2).times(other.c1.plus(other.c2)).minus(t1).minus(t2);
        Fp2 s1 = c0.plus(c1).times(other.c0.plus(other.c1)).minus(t0).minus(t1);
        Fp2 s2 = c0.plus(c2).times(other.c0.plus(other.c2)).minus(t0).minus(t2);
        return new Fp6(t0.plus(s0.timesXi()), s1.plus(t2.timesXi()), s2.plus(t1));
    }

    /// Times d0 + d1 v.
    Fp6 times(Fp2 d0, Fp2 d1) {
        Fp2 t0 = c0.times(d0), t1 = c1.times(d1);
        Fp2 s1 = c0.plus(c1).times(d0.plus(d1)).minus(t0).minus(t1);
        return new Fp6(t0.plus(c2.times(d1).timesXi()), s1, c2.times(d0).plus(t1));
    }

    Fp6 times(Fp2 factor) {
        return new Fp6(c0.times(factor), c1.times(factor), c2.times(factor));
    }

    Fp6 timesV() {
        return new Fp6(c2.timesXi(), c0, c1);
    }

    Fp6 inverse() {
        Fp2 t0 = c0.square().minus(c1.times(c2).timesXi());
        Fp2 t1 = c2.square().timesXi().minus(c0.times(c1));
        Fp2 t2 = c1.square().minus(c0.times(c2));
        Fp2 norm = c0.times(t0)
                .plus(c2.times(t1).timesXi())
                .plus(c1.times(t2).timesXi())
                .inverse();
        return new Fp6(t0.times(norm), t1.times(norm), t2.times(norm));
    }
}
