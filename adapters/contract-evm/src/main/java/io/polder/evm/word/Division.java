package io.polder.evm.word;

/// Unsigned long division in base 2^32 (Knuth, volume 2, algorithm D) on scratch of its own, so that nothing is
/// allocated.
///
/// Not for two threads at once.
public final class Division {
    private static final long MASK = 0xffff_ffffL;

    private final int[] dividend = new int[18];
    private final int[] divisor = new int[8];
    private final int[] quotient = new int[17];
    private final long[] product = new long[8];
    private int quotientDigits;

    /// Divides the word at `top` by the one below and leaves the quotient there; by zero gives zero.
    public void divide(long[] s, int top) {
        int by = top - 4;
        if (oneLimb(s, top, by)) {
            s[by] = s[by] == 0 ? 0 : Long.divideUnsigned(s[top], s[by]);
        } else if (!Words.isZero(s, by)) {
            load(s, top, 4);
            run(s, by);
            storeQuotient(s, by);
        }
    }

    public void remainder(long[] s, int top) {
        int by = top - 4;
        if (oneLimb(s, top, by)) {
            s[by] = s[by] == 0 ? 0 : Long.remainderUnsigned(s[top], s[by]);
        } else if (!Words.isZero(s, by)) {
            load(s, top, 4);
            run(s, by);
            storeRemainder(s, by);
        }
    }

    public void divideSigned(long[] s, int top) {
        int by = top - 4;
        boolean negative = (s[top + 3] ^ s[by + 3]) < 0;
        makePositive(s, top);
        makePositive(s, by);
        divide(s, top);
        if (negative) Words.negate(s, by);
    }

    public void remainderSigned(long[] s, int top) {
        int by = top - 4;
        boolean negative = s[top + 3] < 0;
        makePositive(s, top);
        makePositive(s, by);
        remainder(s, top);
        if (negative) Words.negate(s, by);
    }

    /// (top + next) mod the third, in full 257 bits.
    public void addModulo(long[] s, int top) {
        int other = top - 4, by = top - 8;
        if (Words.isZero(s, by)) return;
        long carry = 0;
        for (int i = 0; i < 4; i++) {
            long a = s[top + i], b = s[other + i], sum = a + b + carry;
            carry = ((a & b) | ((a | b) & ~sum)) >>> 63;
            product[i] = sum;
        }
        product[4] = carry;
        load(product, 0, 5);
        run(s, by);
        storeRemainder(s, by);
    }

    /// (top * next) mod the third, in full 512 bits.
    public void multiplyModulo(long[] s, int top) {
        int other = top - 4, by = top - 8;
        if (Words.isZero(s, by)) return;
        for (int i = 0; i < 8; i++) product[i] = 0;
        for (int i = 0; i < 4; i++) {
            long carry = 0;
            for (int j = 0; j < 4; j++) {
                long low = s[top + i] * s[other + j];
                long high = Math.unsignedMultiplyHigh(s[top + i], s[other + j]);
                long sum = product[i + j] + low;
                high += Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
                product[i + j] = sum + carry;
                carry = high + (Long.compareUnsigned(product[i + j], carry) < 0 ? 1 : 0);
            }
            product[i + 4] = carry;
        }
        load(product, 0, 8);
        run(s, by);
        storeRemainder(s, by);
    }

    private static boolean oneLimb(long[] s, int one, int other) {
        return (s[one + 1] | s[one + 2] | s[one + 3] | s[other + 1] | s[other + 2] | s[other + 3]) == 0;
    }

    private static void makePositive(long[] s, int at) {
        if (s[at + 3] < 0) Words.negate(s, at);
    }

    private void load(long[] limbs, int at, int count) {
        for (int i = 0; i < count; i++) {
            dividend[2 * i] = (int) limbs[at + i];
            dividend[2 * i + 1] = (int) (limbs[at + i] >>> 32);
        }
        int digits = 2 * count;
        while (digits > 0 && dividend[digits - 1] == 0) digits--;
        quotientDigits = digits;
    }

    private void storeQuotient(long[] s, int at) {
        for (int i = 0; i < 4; i++) s[at + i] = digit(quotient, 2 * i) | digit(quotient, 2 * i + 1) << 32;
    }

    private void storeRemainder(long[] s, int at) {
        for (int i = 0; i < 4; i++) s[at + i] = digit(dividend, 2 * i) | digit(dividend, 2 * i + 1) << 32;
    }

    private static long digit(int[] digits, int i) {
        return digits[i] & MASK;
    }

    /// Divides what was loaded by the word at `by`; the remainder stays in `dividend`.
    private void run(long[] s, int by) {
        int m = quotientDigits;
        for (int i = 0; i < quotient.length; i++) quotient[i] = 0;
        for (int i = m; i < dividend.length; i++) dividend[i] = 0;
        for (int i = 0; i < 4; i++) {
            divisor[2 * i] = (int) s[by + i];
            divisor[2 * i + 1] = (int) (s[by + i] >>> 32);
        }
        int n = 8;
        while (divisor[n - 1] == 0) n--;
        if (m < n) return;
        if (n == 1) {
            divideByDigit(m, digit(divisor, 0));
            return;
        }
        int shift = Integer.numberOfLeadingZeros(divisor[n - 1]);
        shiftLeft(divisor, n, shift);
        shiftLeft(dividend, m + 1, shift);
        for (int j = m - n; j >= 0; j--) quotient[j] = quotientDigit(j, n);
        shiftRight(dividend, n, shift);
    }

    private void divideByDigit(int m, long by) {
        long rest = 0;
        for (int i = m - 1; i >= 0; i--) {
            long value = rest << 32 | digit(dividend, i);
            long q = Long.divideUnsigned(value, by);
            rest = value - q * by;
            quotient[i] = (int) q;
            dividend[i] = 0;
        }
        dividend[0] = (int) rest;
    }

    private int quotientDigit(int j, int n) {
        long top = digit(divisor, n - 1);
        long head = digit(dividend, j + n) << 32 | digit(dividend, j + n - 1);
        long guess = Long.divideUnsigned(head, top);
        long rest = head - guess * top;
        while (guess > MASK
                || Long.compareUnsigned(guess * digit(divisor, n - 2), rest << 32 | digit(dividend, j + n - 2)) > 0) {
            guess--;
            rest += top;
            if (rest > MASK) break;
        }
        if (subtractMultiple(j, n, guess)) {
            guess--;
            addBack(j, n);
        }
        return (int) guess;
    }

    /// Answers whether the guess was one too high.
    private boolean subtractMultiple(int j, int n, long guess) {
        long borrow = 0;
        for (int i = 0; i < n; i++) {
            long p = guess * digit(divisor, i);
            long t = digit(dividend, i + j) - borrow - (p & MASK);
            dividend[i + j] = (int) t;
            borrow = (p >>> 32) - (t >> 32);
        }
        long t = digit(dividend, j + n) - borrow;
        dividend[j + n] = (int) t;
        return t < 0;
    }

    private void addBack(int j, int n) {
        long carry = 0;
        for (int i = 0; i < n; i++) {
            long t = digit(dividend, i + j) + digit(divisor, i) + carry;
            dividend[i + j] = (int) t;
            carry = t >>> 32;
        }
        dividend[j + n] += (int) carry;
    }

    private static void shiftLeft(int[] digits, int count, int shift) {
        for (int i = count - 1; i > 0; i--) {
            digits[i] = (int) ((digit(digits, i) << 32 | digit(digits, i - 1)) << shift >>> 32);
        }
        digits[0] <<= shift;
    }

    private static void shiftRight(int[] digits, int count, int shift) {
        for (int i = 0; i < count; i++) {
            long above = i + 1 < digits.length ? digit(digits, i + 1) : 0;
            digits[i] = (int) ((above << 32 | digit(digits, i)) >>> shift);
        }
        for (int i = count; i < digits.length; i++) digits[i] = 0;
    }
}
