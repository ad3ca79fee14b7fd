package io.polder.evm.bn254;

import io.polder.evm.word.Word;
import java.math.BigInteger;
import java.util.Arrays;

/// An element of the base field, kept in Montgomery form: four limbs, least significant first, times 2^256.
final class Fp implements Field<Fp> {
    static final BigInteger MODULUS =
            new BigInteger("21888242871839275222246405745257275088696311157297823662689037894645226208583");
    private static final long[] P = limbs(MODULUS);
    /// -1/p modulo 2^64.
    private static final long INVERSE =
            MODULUS.negate().modInverse(BigInteger.ONE.shiftLeft(64)).longValue();
    private static final BigInteger R = BigInteger.ONE.shiftLeft(256);

    static final Fp ZERO = new Fp(new long[4]);
    static final Fp ONE = of(BigInteger.ONE);

    private final long[] limbs;

    private Fp(long[] limbs) {
        this.limbs = limbs;
    }

    static Fp of(BigInteger value) {
        return new Fp(limbs(value.multiply(R).mod(MODULUS)));
    }

    static Fp of(long value) {
        return of(BigInteger.valueOf(value));
    }

    BigInteger toBigInteger() {
        return times(new Fp(new long[] {1, 0, 0, 0})).montgomery();
    }

    @Override
    public Fp plus(Fp other) {
        long[] sum = new long[4];
        long carry = 0;
        for (int i = 0; i < 4; i++) {
            long a = limbs[i], b = other.limbs[i], s = a + b + carry;
            carry = ((a & b) | ((a | b) & ~s)) >>> 63;
            sum[i] = s;
        }
        return reduced(sum);
    }

    @Override
    public Fp minus(Fp other) {
        long[] rest = new long[4];
        if (subtract(limbs, other.limbs, rest) != 0) {
            long carry = 0;
            for (int i = 0; i < 4; i++) {
                long a = rest[i], b = P[i], s = a + b + carry;
                carry = ((a & b) | ((a | b) & ~s)) >>> 63;
                rest[i] = s;
            }
        }
        return new Fp(rest);
    }

    @Override
    public Fp negate() {
        return isZero() ? this : ZERO.minus(this);
    }

    /// Montgomery multiplication; the modulus leaves two bits free, so no limb more is needed.
    @Override
    public Fp times(Fp other) {
        long[] x = limbs, y = other.limbs, t = new long[4];
        for (int i = 0; i < 4; i++) {
            long factor = x[i], carry = 0;
            for (int j = 0; j < 4; j++) {
                long low = factor * y[j], high = Math.unsignedMultiplyHigh(factor, y[j]);
                long sum = low + t[j];
                high += Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
                t[j] = sum + carry;
                carry = high + (Long.compareUnsigned(t[j], carry) < 0 ? 1 : 0);
            }
            long top = carry;
            factor = t[0] * INVERSE;
            // The lowest limb becomes zero and is dropped; only its carry counts.
            carry = Math.unsignedMultiplyHigh(factor, P[0]) + (t[0] != 0 ? 1 : 0);
            for (int j = 1; j < 4; j++) {
                long low = factor * P[j], high = Math.unsignedMultiplyHigh(factor, P[j]);
                long sum = low + t[j];
                high += Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
                t[j - 1] = sum + carry;
                carry = high + (Long.compareUnsigned(t[j - 1], carry) < 0 ? 1 : 0);
            }
            t[3] = top + carry;
        }
        return reduced(t);
    }

    @Override
    public Fp square() {
        return times(this);
    }

    @Override
    public Fp inverse() {
        return of(toBigInteger().modInverse(MODULUS));
    }

    @Override
    public boolean isZero() {
        return (limbs[0] | limbs[1] | limbs[2] | limbs[3]) == 0;
    }

    @Override
    public Fp one() {
        return ONE;
    }

    @Override
    public Fp self() {
        return this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fp fp && Arrays.equals(limbs, fp.limbs);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(limbs);
    }

    @Override
    public String toString() {
        return toBigInteger().toString();
    }

    private BigInteger montgomery() {
        return Word.at(limbs, 0).toBigInteger();
    }

    private static Fp reduced(long[] value) {
        long[] rest = new long[4];
        return new Fp(subtract(value, P, rest) == 0 ? rest : value);
    }

    /// Answers the borrow.
    private static long subtract(long[] from, long[] what, long[] rest) {
        long borrow = 0;
        for (int i = 0; i < 4; i++) {
            long a = from[i], b = what[i], s = a - b - borrow;
            borrow = ((~a & b) | ((~a | b) & s)) >>> 63;
            rest[i] = s;
        }
        return borrow;
    }

    private static long[] limbs(BigInteger value) {
        long[] limbs = new long[4];
        for (int i = 0; i < 4; i++) limbs[i] = value.shiftRight(64 * i).longValue();
        return limbs;
    }
}
