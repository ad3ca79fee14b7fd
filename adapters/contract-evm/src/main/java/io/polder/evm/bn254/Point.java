package io.polder.evm.bn254;

import java.math.BigInteger;

/// A point of a curve y^2 = x^3 + b in Jacobian coordinates; z is zero at infinity.
record Point<F extends Field<F>>(F x, F y, F z) {
    private static final int WINDOW = 4;

    static <F extends Field<F>> Point<F> affine(F x, F y) {
        return new Point<>(x, y, x.one());
    }

    static <F extends Field<F>> Point<F> infinity(F any) {
        return new Point<>(any.one(), any.one(), any.minus(any));
    }

    boolean isInfinity() {
        return z.isZero();
    }

    Point<F> negate() {
        return new Point<>(x, y.negate(), z);
    }

    Point<F> twice() {
        if (isInfinity()) return this;
        F a = x.square(), b = y.square(), c = b.square();
        F d = x.plus(b).square().minus(a).minus(c).twice();
        F e = a.twice().plus(a);
        F newX = e.square().minus(d.twice());
        F newY = e.times(d.minus(newX)).minus(c.twice().twice().twice());
        return new Point<>(newX, newY, y.times(z).twice());
    }

    Point<F> plus(Point<F> other) {
        if (isInfinity()) return other;
        if (other.isInfinity()) return this;
        F z1 = z.square(), z2 = other.z.square();
        F u1 = x.times(z2), u2 = other.x.times(z1);
        F s1 = y.times(z2).times(other.z), s2 = other.y.times(z1).times(z);
        F h = u2.minus(u1), r = s2.minus(s1);
        if (h.isZero()) return r.isZero() ? twice() : infinity(x);
        F hh = h.square(), hhh = hh.times(h), v = u1.times(hh);
        F newX = r.square().minus(hhh).minus(v.twice());
        F newY = r.times(v.minus(newX)).minus(s1.times(hhh));
        return new Point<>(newX, newY, z.times(other.z).times(h));
    }

    /// This point added to itself as often as a number without sign says.
    Point<F> times(BigInteger factor) {
        Point<F> result = infinity(x);
        // Java makes no arrays of a generic type; only points of this field are put in.
        @SuppressWarnings({"unchecked", "rawtypes"})
        Point<F>[] multiples = new Point[1 << WINDOW];
        multiples[0] = result;
        for (int i = 1; i < multiples.length; i++) multiples[i] = multiples[i - 1].plus(this);
        for (int at = (factor.bitLength() + WINDOW - 1) / WINDOW * WINDOW - WINDOW; at >= 0; at -= WINDOW) {
            for (int i = 0; i < WINDOW; i++) result = result.twice();
            result = result.plus(multiples[factor.shiftRight(at).intValue() & multiples.length - 1]);
        }
        return result;
    }

    /// The same point with z one, or zero at infinity.
    Point<F> normalize() {
        if (isInfinity()) return this;
        F inverse = z.inverse(), squared = inverse.square();
        return affine(x.times(squared), y.times(squared).times(inverse));
    }

    boolean isSame(Point<F> other) {
        if (isInfinity() || other.isInfinity()) return isInfinity() && other.isInfinity();
        F z1 = z.square(), z2 = other.z.square();
        return x.times(z2).equals(other.x.times(z1))
                && y.times(z2).times(other.z).equals(other.y.times(z1).times(z));
    }

    boolean isOnCurve(F b) {
        F zz = z.square(), zzzzzz = zz.square().times(zz);
        return y.square().equals(x.square().times(x).plus(b.times(zzzzzz)));
    }
}
