package io.polder.evm.bn254;

import java.math.BigInteger;

/// c0 + c1 i with i^2 = -1.
record Fp2(Fp c0, Fp c1) implements Field<Fp2> {
    static final Fp2 ZERO = new Fp2(Fp.ZERO, Fp.ZERO);
    static final Fp2 ONE = new Fp2(Fp.ONE, Fp.ZERO);
    /// 9 + i, which has neither a square nor a cube root: the step from this field to the next.
    static final Fp2 XI = new Fp2(Fp.of(9), Fp.ONE);

    static Fp2 of(BigInteger c0, BigInteger c1) {
        return new Fp2(Fp.of(c0), Fp.of(c1));
    }

    @Override
    public Fp2 plus(Fp2 other) {
        return new Fp2(c0.plus(other.c0), c1.plus(other.c1));
    }

    @Override
    public Fp2 minus(Fp2 other) {
        return new Fp2(c0.minus(other.c0), c1.minus(other.c1));
    }

    @Override
    public Fp2 times(Fp2 other) {
        Fp real = c0.times(other.c0), imaginary = c1.times(other.c1);
        Fp cross = c0.plus(c1).times(other.c0.plus(other.c1));
        return new Fp2(real.minus(imaginary), cross.minus(real).minus(imaginary));
    }

    Fp2 times(Fp factor) {
        return new Fp2(c0.times(factor), c1.times(factor));
    }

    @Override
    public Fp2 square() {
        Fp product = c0.times(c1);
        return new Fp2(c0.plus(c1).times(c0.minus(c1)), product.plus(product));
    }

    @Override
    public Fp2 negate() {
        return new Fp2(c0.negate(), c1.negate());
    }

    Fp2 conjugate() {
        return new Fp2(c0, c1.negate());
    }

    @Override
    public Fp2 inverse() {
        Fp norm = c0.square().plus(c1.square()).inverse();
        return new Fp2(c0.times(norm), c1.times(norm).negate());
    }

    /// Times `XI`: 9 c0 - c1 + (9 c1 + c0) i.
    Fp2 timesXi() {
        Fp nine0 = c0.twice().twice().twice().plus(c0),
                nine1 = c1.twice().twice().twice().plus(c1);
        return new Fp2(nine0.minus(c1), nine1.plus(c0));
    }

    @Override
    public boolean isZero() {
        return c0.isZero() && c1.isZero();
    }

    @Override
    public Fp2 one() {
        return ONE;
    }

    @Override
    public Fp2 self() {
        return this;
    }
}
