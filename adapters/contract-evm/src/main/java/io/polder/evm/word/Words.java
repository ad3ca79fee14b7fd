package io.polder.evm.word;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Arithmetic on 256-bit words that lie as four limbs each, least significant first, in a flat array.
///
/// A binary operation takes its first operand at `top`, the second one word below, and leaves the result there.
public final class Words {
    /// What `toLength` answers for numbers no memory or code can reach.
    public static final long TOO_LONG = Long.MAX_VALUE >> 2;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    private Words() {}

    public static void read(long[] s, int at, byte[] bytes, int offset) {
        s[at + 3] = (long) LONG.get(bytes, offset);
        s[at + 2] = (long) LONG.get(bytes, offset + 8);
        s[at + 1] = (long) LONG.get(bytes, offset + 16);
        s[at] = (long) LONG.get(bytes, offset + 24);
    }

    public static void write(long[] s, int at, byte[] bytes, int offset) {
        LONG.set(bytes, offset, s[at + 3]);
        LONG.set(bytes, offset + 8, s[at + 2]);
        LONG.set(bytes, offset + 16, s[at + 1]);
        LONG.set(bytes, offset + 24, s[at]);
    }

    /// Reads the `count` bytes of a push operand; the array must reach 32 bytes beyond `offset`.
    public static void readShort(long[] s, int at, byte[] bytes, int offset, int count) {
        if (count <= 8) {
            set(s, at, (long) LONG.get(bytes, offset) >>> (64 - 8 * count));
        } else {
            read(s, at, bytes, offset);
            shiftRight(s, at, 256 - 8 * count, 0);
        }
    }

    public static void set(long[] s, int at, long value) {
        s[at] = value;
        s[at + 1] = 0;
        s[at + 2] = 0;
        s[at + 3] = 0;
    }

    public static void set(long[] s, int at, boolean value) {
        set(s, at, value ? 1 : 0);
    }

    public static void fill(long[] s, int at, long limb) {
        s[at] = limb;
        s[at + 1] = limb;
        s[at + 2] = limb;
        s[at + 3] = limb;
    }

    public static void copy(long[] s, int from, int to) {
        s[to] = s[from];
        s[to + 1] = s[from + 1];
        s[to + 2] = s[from + 2];
        s[to + 3] = s[from + 3];
    }

    public static void swap(long[] s, int one, int other) {
        long l0 = s[one], l1 = s[one + 1], l2 = s[one + 2], l3 = s[one + 3];
        copy(s, other, one);
        s[other] = l0;
        s[other + 1] = l1;
        s[other + 2] = l2;
        s[other + 3] = l3;
    }

    public static boolean isZero(long[] s, int at) {
        return (s[at] | s[at + 1] | s[at + 2] | s[at + 3]) == 0;
    }

    public static boolean equal(long[] s, int one, int other) {
        return ((s[one] ^ s[other])
                        | (s[one + 1] ^ s[other + 1])
                        | (s[one + 2] ^ s[other + 2])
                        | (s[one + 3] ^ s[other + 3]))
                == 0;
    }

    public static boolean less(long[] s, int one, int other) {
        for (int i = 3; i > 0; i--) {
            if (s[one + i] != s[other + i]) return Long.compareUnsigned(s[one + i], s[other + i]) < 0;
        }
        return Long.compareUnsigned(s[one], s[other]) < 0;
    }

    public static boolean lessSigned(long[] s, int one, int other) {
        if (s[one + 3] != s[other + 3]) return s[one + 3] < s[other + 3];
        return less(s, one, other);
    }

    /// The number as a length or offset, `TOO_LONG` if it is beyond 31 bits.
    public static long toLength(long[] s, int at) {
        long value = s[at];
        return (s[at + 1] | s[at + 2] | s[at + 3] | (value & ~0x7fff_ffffL)) == 0 ? value : TOO_LONG;
    }

    /// The number as a signed long, `Long.MAX_VALUE` if it is beyond 63 bits.
    public static long toLong(long[] s, int at) {
        return (s[at + 1] | s[at + 2] | s[at + 3]) == 0 && s[at] >= 0 ? s[at] : Long.MAX_VALUE;
    }

    public static void add(long[] s, int top) {
        int to = top - 4;
        long a = s[top], b = s[to], sum = a + b;
        long carry = ((a & b) | ((a | b) & ~sum)) >>> 63;
        s[to] = sum;
        a = s[top + 1];
        b = s[to + 1];
        sum = a + b + carry;
        carry = ((a & b) | ((a | b) & ~sum)) >>> 63;
        s[to + 1] = sum;
        a = s[top + 2];
        b = s[to + 2];
        sum = a + b + carry;
        carry = ((a & b) | ((a | b) & ~sum)) >>> 63;
        s[to + 2] = sum;
        s[to + 3] = s[top + 3] + s[to + 3] + carry;
    }

    /// The word at `top` minus the one below.
    public static void subtract(long[] s, int top) {
        int to = top - 4;
        long a = s[top], b = s[to], rest = a - b;
        long borrow = ((~a & b) | ((~a | b) & rest)) >>> 63;
        s[to] = rest;
        a = s[top + 1];
        b = s[to + 1];
        rest = a - b - borrow;
        borrow = ((~a & b) | ((~a | b) & rest)) >>> 63;
        s[to + 1] = rest;
        a = s[top + 2];
        b = s[to + 2];
        rest = a - b - borrow;
        borrow = ((~a & b) | ((~a | b) & rest)) >>> 63;
        s[to + 2] = rest;
        s[to + 3] = s[top + 3] - s[to + 3] - borrow;
    }

    public static void negate(long[] s, int at) {
        long carry = 1;
        for (int i = at; i < at + 4; i++) {
            s[i] = ~s[i] + carry;
            carry = s[i] == 0 ? carry : 0;
        }
    }

    public static void multiply(long[] s, int top) {
        int to = top - 4;
        if ((s[top + 1] | s[top + 2] | s[top + 3] | s[to + 1] | s[to + 2] | s[to + 3]) != 0) {
            multiplyWide(s, top, to);
            return;
        }
        long a = s[top], b = s[to];
        s[to] = a * b;
        s[to + 1] = Math.unsignedMultiplyHigh(a, b);
    }

    private static void multiplyWide(long[] s, int top, int to) {
        long b0 = s[to], b1 = s[to + 1], b2 = s[to + 2], b3 = s[to + 3];
        long r0 = 0, r1 = 0, r2 = 0, r3 = 0;
        for (int i = 0; i < 4; i++) {
            long a = s[top + i];
            if (a == 0) continue;
            // Row i starts at limb i; what reaches limb four is cut off.
            long p0 = a * b0, p1 = a * b1, p2 = a * b2, p3 = a * b3;
            long q1 = p1 + Math.unsignedMultiplyHigh(a, b0);
            long c1 = Long.compareUnsigned(q1, p1) < 0 ? 1 : 0;
            long q2 = p2 + Math.unsignedMultiplyHigh(a, b1);
            long c2 = Long.compareUnsigned(q2, p2) < 0 ? 1 : 0;
            q2 += c1;
            c2 += q2 == 0 ? c1 : 0;
            long q3 = p3 + Math.unsignedMultiplyHigh(a, b2) + c2;
            switch (i) {
                case 0 -> {
                    r0 = p0;
                    r1 = q1;
                    r2 = q2;
                    r3 = q3;
                }
                case 1 -> {
                    long t1 = r1 + p0, k1 = Long.compareUnsigned(t1, p0) < 0 ? 1 : 0;
                    long t2 = r2 + q1, k2 = Long.compareUnsigned(t2, q1) < 0 ? 1 : 0;
                    r1 = t1;
                    r2 = t2 + k1;
                    r3 += q2 + k2 + (r2 == 0 ? k1 : 0);
                }
                case 2 -> {
                    long t2 = r2 + p0;
                    r3 += q1 + (Long.compareUnsigned(t2, p0) < 0 ? 1 : 0);
                    r2 = t2;
                }
                default -> r3 += p0;
            }
        }
        s[to] = r0;
        s[to + 1] = r1;
        s[to + 2] = r2;
        s[to + 3] = r3;
    }

    public static void shiftLeft(long[] s, int at, int count) {
        int limbs = count >> 6, bits = count & 63;
        for (int i = 3; i >= 0; i--) {
            long limb = i >= limbs ? s[at + i - limbs] << bits : 0;
            if (bits != 0 && i > limbs) limb |= s[at + i - limbs - 1] >>> (64 - bits);
            s[at + i] = limb;
        }
    }

    /// Shifts to the right; `sign` (0 or -1) comes in from the left.
    public static void shiftRight(long[] s, int at, int count, long sign) {
        int limbs = count >> 6, bits = count & 63;
        for (int i = 0; i < 4; i++) {
            long low = i + limbs < 4 ? s[at + i + limbs] : sign;
            long high = i + limbs + 1 < 4 ? s[at + i + limbs + 1] : sign;
            s[at + i] = bits == 0 ? low : (low >>> bits) | (high << (64 - bits));
        }
    }

    public static int bitLength(long[] s, int at) {
        for (int i = 3; i >= 0; i--) {
            if (s[at + i] != 0) return 64 * i + 64 - Long.numberOfLeadingZeros(s[at + i]);
        }
        return 0;
    }

    /// Mixes four limbs so well that keys chosen by an adversary spread too, if a secret seed is in the first.
    public static int hash(long l0, long l1, long l2, long l3) {
        long mixed = l0 * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ l1 ^ mixed >>> 29) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ l2 ^ mixed >>> 31) * 0x94D049BB133111EBL;
        mixed ^= l3 ^ mixed >>> 30;
        mixed = (mixed ^ mixed >>> 33) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
        return (int) (mixed ^ mixed >>> 33);
    }
}
