package io.polder.evm.precompile;

import java.math.BigInteger;
import java.util.Arrays;

/// The data of a call, in place; whatever is read behind its end is zero.
public record Input(byte[] bytes, int offset, int length) {
    public static Input of(byte... bytes) {
        return new Input(bytes, 0, bytes.length);
    }

    /// A copy of `count` bytes from `from` on, filled up with zeros.
    public byte[] copy(long from, int count) {
        byte[] copy = new byte[count];
        if (from < length) System.arraycopy(bytes, offset + (int) from, copy, 0, (int) Math.min(count, length - from));
        return copy;
    }

    public byte[] copy() {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }

    public BigInteger number(long from, int count) {
        return new BigInteger(1, copy(from, count));
    }

    public int at(int index) {
        return index < length ? bytes[offset + index] & 0xff : 0;
    }

    /// The number of 32-byte words, the last one may be short.
    public long words() {
        return (length + 31L) >> 5;
    }
}
