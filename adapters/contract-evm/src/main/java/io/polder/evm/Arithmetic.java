package io.polder.evm;

import io.polder.evm.word.Words;

/// Operations on words that the machine needs and arithmetic alone does not; operands as in `Words`.
final class Arithmetic {
    private static final int EXP_BYTE_GAS = 50;

    /// Power, base and a place to square in.
    private final long[] power = new long[12];

    static void and(long[] s, int top) {
        for (int i = top; i < top + 4; i++) s[i - 4] &= s[i];
    }

    static void or(long[] s, int top) {
        for (int i = top; i < top + 4; i++) s[i - 4] |= s[i];
    }

    static void xor(long[] s, int top) {
        for (int i = top; i < top + 4; i++) s[i - 4] ^= s[i];
    }

    static void not(long[] s, int at) {
        for (int i = at; i < at + 4; i++) s[i] = ~s[i];
    }

    static void shiftLeft(long[] s, int top) {
        long count = Words.toLength(s, top);
        if (count > 255) Words.set(s, top - 4, 0);
        else Words.shiftLeft(s, top - 4, (int) count);
    }

    static void shiftRight(long[] s, int top) {
        long count = Words.toLength(s, top);
        if (count > 255) Words.set(s, top - 4, 0);
        else Words.shiftRight(s, top - 4, (int) count, 0);
    }

    static void shiftRightSigned(long[] s, int top) {
        long count = Words.toLength(s, top);
        long sign = s[top - 1] >> 63;
        if (count > 255) Words.fill(s, top - 4, sign);
        else Words.shiftRight(s, top - 4, (int) count, sign);
    }

    static void byteAt(long[] s, int top) {
        long index = Words.toLength(s, top);
        long value = index > 31 ? 0 : s[top - 1 - (int) (index >> 3)] >>> (56 - 8 * (index & 7)) & 0xff;
        Words.set(s, top - 4, value);
    }

    static void signExtend(long[] s, int top) {
        long bytes = Words.toLength(s, top);
        if (bytes > 30) return;
        int shift = 248 - 8 * (int) bytes;
        Words.shiftLeft(s, top - 4, shift);
        Words.shiftRight(s, top - 4, shift, s[top - 1] >> 63);
    }

    static void countLeadingZeros(long[] s, int at) {
        Words.set(s, at, 256 - Words.bitLength(s, at));
    }

    /// The word at the top to the power of the one below; charges for the length of the exponent.
    void exponentiate(Frame f, long[] s, int top) {
        int to = top - 4;
        int bits = Words.bitLength(s, to);
        f.charge((long) EXP_BYTE_GAS * ((bits + 7) >> 3));
        Words.set(power, 0, 1);
        System.arraycopy(s, top, power, 4, 4);
        for (int bit = 0; bit < bits; bit++) {
            if ((s[to + (bit >> 6)] >>> bit & 1) != 0) Words.multiply(power, 4);
            Words.copy(power, 4, 8);
            Words.multiply(power, 8);
        }
        System.arraycopy(power, 0, s, to, 4);
    }
}
