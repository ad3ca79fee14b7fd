package io.polder.evm.word;

import java.math.BigInteger;
import java.util.Arrays;

/// An unsigned 256-bit number: four limbs, least significant first.
public record Word(long limb0, long limb1, long limb2, long limb3) implements Comparable<Word> {
    public static final int BYTES = 32;
    public static final Word ZERO = new Word(0, 0, 0, 0);
    public static final Word ONE = new Word(1, 0, 0, 0);
    public static final Word MAX = new Word(-1, -1, -1, -1);

    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);

    /// Reads the value as unsigned: -1 is 2^64-1.
    public static Word of(long value) {
        return value == 0 ? ZERO : new Word(value, 0, 0, 0);
    }

    /// Refuses what does not fit 256 bits.
    public static Word of(BigInteger value) {
        if (value.signum() < 0 || value.bitLength() > 256) {
            throw new IllegalArgumentException("expected 0 to 2^256-1, got " + value);
        }
        byte[] digits = value.toByteArray();
        int start = digits.length > BYTES ? digits.length - BYTES : 0;
        return of(digits, start, digits.length - start);
    }

    /// Reads big-endian bytes, at most 32.
    public static Word of(byte... bytes) {
        return of(bytes, 0, bytes.length);
    }

    /// Reads `length` big-endian bytes from `offset`, at most 32.
    public static Word of(byte[] bytes, int offset, int length) {
        if (length > BYTES) throw new IllegalArgumentException("expected at most 32 bytes, got " + length);
        long[] limbs = new long[4];
        if (length == BYTES) {
            Words.read(limbs, 0, bytes, offset);
        } else {
            byte[] padded = new byte[BYTES];
            System.arraycopy(bytes, offset, padded, BYTES - length, length);
            Words.read(limbs, 0, padded, 0);
        }
        return at(limbs, 0);
    }

    public static Word at(long[] limbs, int position) {
        return new Word(limbs[position], limbs[position + 1], limbs[position + 2], limbs[position + 3]);
    }

    public void putTo(long[] limbs, int position) {
        limbs[position] = limb0;
        limbs[position + 1] = limb1;
        limbs[position + 2] = limb2;
        limbs[position + 3] = limb3;
    }

    public boolean isZero() {
        return (limb0 | limb1 | limb2 | limb3) == 0;
    }

    public boolean equalsAt(long[] limbs, int position) {
        return limb0 == limbs[position]
                && limb1 == limbs[position + 1]
                && limb2 == limbs[position + 2]
                && limb3 == limbs[position + 3];
    }

    /// The sum modulo 2^256.
    public Word plus(Word other) {
        long[] limbs = {limb0, limb1, limb2, limb3, other.limb0, other.limb1, other.limb2, other.limb3};
        Words.add(limbs, 4);
        return at(limbs, 0);
    }

    /// The difference modulo 2^256.
    public Word minus(Word other) {
        long[] limbs = {other.limb0, other.limb1, other.limb2, other.limb3, limb0, limb1, limb2, limb3};
        Words.subtract(limbs, 4);
        return at(limbs, 0);
    }

    /// True if the number is below 2^64 read as unsigned.
    public boolean fitsLong() {
        return (limb1 | limb2 | limb3) == 0;
    }

    public BigInteger toBigInteger() {
        return fitsLong() && limb0 >= 0 ? BigInteger.valueOf(limb0) : new BigInteger(1, toBytes());
    }

    /// The 32 bytes, big-endian.
    public byte[] toBytes() {
        byte[] bytes = new byte[BYTES];
        Words.write(new long[] {limb0, limb1, limb2, limb3}, 0, bytes, 0);
        return bytes;
    }

    /// The big-endian bytes without leading zeros, as RLP writes numbers.
    public byte[] toDigits() {
        byte[] bytes = toBytes();
        int zeros = 0;
        while (zeros < BYTES && bytes[zeros] == 0) zeros++;
        return Arrays.copyOfRange(bytes, zeros, BYTES);
    }

    /// Reduces a BigInteger of any sign modulo 2^256.
    public static Word wrapping(BigInteger value) {
        return of(value.mod(MODULUS));
    }

    @Override
    public int compareTo(Word other) {
        if (limb3 != other.limb3) return Long.compareUnsigned(limb3, other.limb3);
        if (limb2 != other.limb2) return Long.compareUnsigned(limb2, other.limb2);
        if (limb1 != other.limb1) return Long.compareUnsigned(limb1, other.limb1);
        return Long.compareUnsigned(limb0, other.limb0);
    }

    @Override
    public int hashCode() {
        return Words.hash(limb0, limb1, limb2, limb3);
    }

    @Override
    public String toString() {
        return "0x" + toBigInteger().toString(16);
    }
}
