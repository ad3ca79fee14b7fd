package io.polder.evm.bls;

import io.polder.evm.bls.Blst.Group;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// The curve BLS12-381 as the precompiled contracts see it (EIP-2537): bytes in, bytes out, empty for bad input.
public final class Bls12381 {
    private static final int PADDED = 64;
    private static final int PADDING = PADDED - Blst.FP_BYTES;
    private static final int FACTOR = 32;
    /// The three top bits of a serialized point are flags; in a field element they are never set.
    private static final int FLAGS = 0xe0;
    private static final int INFINITY_FLAG = 0x40;
    private static final byte[] MODULUS = HexFormat.of()
            .parseHex("1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f624"
                    + "1eabfffeb153ffffb9feffffffffaaab");

    public static final int G1_BYTES = 2 * PADDED;
    public static final int G2_BYTES = 4 * PADDED;

    private Bls12381() {}

    public static Optional<byte[]> addG1(byte[] points) {
        return add(Blst.G1, points);
    }

    public static Optional<byte[]> addG2(byte[] points) {
        return add(Blst.G2, points);
    }

    /// The sum of products of points with 32-byte factors.
    public static Optional<byte[]> sumOfProductsG1(byte[] pairs) {
        return sumOfProducts(Blst.G1, pairs);
    }

    public static Optional<byte[]> sumOfProductsG2(byte[] pairs) {
        return sumOfProducts(Blst.G2, pairs);
    }

    /// A point of the curve times a 32-byte factor.
    public static Optional<byte[]> multiplyG1(byte[] pair) {
        return multiply(Blst.G1, pair);
    }

    public static Optional<byte[]> multiplyG2(byte[] pair) {
        return multiply(Blst.G2, pair);
    }

    public static Optional<byte[]> mapToG1(byte[] element) {
        return map(Blst.G1, element);
    }

    public static Optional<byte[]> mapToG2(byte[] element) {
        return map(Blst.G2, element);
    }

    /// Answers whether the product of the pairings of G1 with G2 points is one.
    public static Optional<Boolean> pairingCheck(byte[] pairs) {
        int pairBytes = G1_BYTES + G2_BYTES;
        if (pairs.length == 0 || pairs.length % pairBytes != 0) return Optional.empty();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment product = arena.allocate(Blst.FP12_BYTES, 8);
            MemorySegment factor = arena.allocate(Blst.FP12_BYTES, 8);
            boolean isFirst = true;
            for (int at = 0; at < pairs.length; at += pairBytes) {
                Optional<MemorySegment> p = member(arena, Blst.G1, pairs, at);
                Optional<MemorySegment> q = member(arena, Blst.G2, pairs, at + G1_BYTES);
                if (p.isEmpty() || q.isEmpty()) return Optional.empty();
                if (isInfinity(p.get()) || isInfinity(q.get())) continue;
                Blst.millerLoop(isFirst ? product : factor, q.get(), p.get());
                if (!isFirst) Blst.multiply(product, factor);
                isFirst = false;
            }
            return Optional.of(isFirst || Blst.isOneAfterFinalExponentiation(product));
        }
    }

    private static Optional<byte[]> add(Group group, byte[] points) {
        if (points.length != 2 * pointBytes(group)) return Optional.empty();
        try (Arena arena = Arena.ofConfined()) {
            Optional<MemorySegment> one = point(arena, group, points, 0);
            Optional<MemorySegment> other = point(arena, group, points, pointBytes(group));
            if (one.isEmpty() || other.isEmpty()) return Optional.empty();
            MemorySegment sum = arena.allocate(group.jacobianBytes(), 8);
            group.fromAffine(sum, one.get());
            group.add(sum, other.get());
            return Optional.of(encode(arena, group, sum));
        }
    }

    private static Optional<byte[]> multiply(Group group, byte[] pair) {
        if (pair.length != pointBytes(group) + FACTOR) return Optional.empty();
        try (Arena arena = Arena.ofConfined()) {
            Optional<MemorySegment> point = point(arena, group, pair, 0);
            if (point.isEmpty()) return Optional.empty();
            MemorySegment factor = arena.allocate(FACTOR, 8);
            copyFactor(pair, pointBytes(group), factor, 0);
            MemorySegment product = arena.allocate(group.jacobianBytes(), 8);
            group.fromAffine(product, point.get());
            group.multiply(product, factor, 8 * FACTOR);
            return Optional.of(encode(arena, group, product));
        }
    }

    private static Optional<byte[]> sumOfProducts(Group group, byte[] pairs) {
        int pairBytes = pointBytes(group) + FACTOR;
        int pairCount = pairs.length / pairBytes;
        if (pairs.length == 0 || pairs.length % pairBytes != 0) return Optional.empty();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment points = arena.allocate((long) pairCount * group.affineBytes(), 8);
            MemorySegment factors = arena.allocate((long) pairCount * FACTOR, 8);
            int count = 0;
            for (int at = 0; at < pairs.length; at += pairBytes) {
                Optional<MemorySegment> point = member(arena, group, pairs, at);
                if (point.isEmpty()) return Optional.empty();
                // The fast sum does not know the point at infinity, and it would add nothing.
                if (isInfinity(point.get())) continue;
                MemorySegment.copy(point.get(), 0, points, (long) count * group.affineBytes(), group.affineBytes());
                copyFactor(pairs, at + pairBytes - FACTOR, factors, (long) count * FACTOR);
                count++;
            }
            MemorySegment sum = arena.allocate(group.jacobianBytes(), 8);
            if (count == 1) {
                group.fromAffine(sum, points);
                group.multiply(sum, factors, 8 * FACTOR);
            } else if (count > 1) {
                MemorySegment scratch = arena.allocate(group.scratchBytes(count), 64);
                group.sumOfProducts(sum, firstPointer(arena, points), count, firstPointer(arena, factors), scratch);
            }
            return Optional.of(encode(arena, group, sum));
        }
    }

    /// The library takes arrays of pointers; a null after the first says that the rest lies behind it.
    private static MemorySegment firstPointer(Arena arena, MemorySegment items) {
        MemorySegment pointers = arena.allocate(2 * ValueLayout.ADDRESS.byteSize(), 8);
        pointers.set(ValueLayout.ADDRESS, 0, items);
        return pointers;
    }

    private static Optional<byte[]> map(Group group, byte[] padded) {
        if (padded.length != group.elementBytes / Blst.FP_BYTES * PADDED) return Optional.empty();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment element = arena.allocate(group.elementBytes, 8);
            MemorySegment digits = arena.allocate(Blst.FP_BYTES, 8);
            for (int i = 0; i * PADDED < padded.length; i++) {
                if (!isElement(padded, i * PADDED)) return Optional.empty();
                copyElement(padded, i * PADDED, digits, 0);
                Blst.readElement(element.asSlice((long) i * Blst.FP_BYTES), digits);
            }
            MemorySegment point = arena.allocate(group.jacobianBytes(), 8);
            group.map(point, element);
            return Optional.of(encode(arena, group, point));
        }
    }

    private static int pointBytes(Group group) {
        return group.affineBytes() / Blst.FP_BYTES * PADDED;
    }

    /// A point in the subgroup of prime order.
    private static Optional<MemorySegment> member(Arena arena, Group group, byte[] bytes, int at) {
        return point(arena, group, bytes, at).filter(point -> isInfinity(point) || group.isInGroup(point));
    }

    /// A point on the curve.
    private static Optional<MemorySegment> point(Arena arena, Group group, byte[] bytes, int at) {
        int elements = group.affineBytes() / Blst.FP_BYTES;
        MemorySegment serialized = arena.allocate(group.affineBytes(), 8);
        for (int i = 0; i < elements; i++) {
            if (!isElement(bytes, at + i * PADDED)) return Optional.empty();
            copyElement(bytes, at + i * PADDED, serialized, (long) place(group, i) * Blst.FP_BYTES);
        }
        MemorySegment affine = arena.allocate(group.affineBytes(), 8);
        if (isInfinity(serialized)) return Optional.of(affine);
        return group.deserialize(affine, serialized) ? Optional.of(affine) : Optional.empty();
    }

    /// The library writes the imaginary part of a coordinate first, the contracts last.
    private static int place(Group group, int element) {
        return group == Blst.G1 ? element : element ^ 1;
    }

    private static boolean isElement(byte[] bytes, int at) {
        for (int i = at; i < at + PADDING; i++) if (bytes[i] != 0) return false;
        if ((bytes[at + PADDING] & FLAGS) != 0) return false;
        return Arrays.compareUnsigned(bytes, at + PADDING, at + PADDED, MODULUS, 0, MODULUS.length) < 0;
    }

    /// The library wants factors little-endian.
    private static void copyFactor(byte[] from, int at, MemorySegment to, long offset) {
        for (int i = 0; i < FACTOR; i++) to.set(ValueLayout.JAVA_BYTE, offset + i, from[at + FACTOR - 1 - i]);
    }

    private static void copyElement(byte[] from, int at, MemorySegment to, long offset) {
        MemorySegment.copy(from, at + PADDING, to, ValueLayout.JAVA_BYTE, offset, Blst.FP_BYTES);
    }

    private static boolean isInfinity(MemorySegment affine) {
        for (long i = 0; i < affine.byteSize(); i += 8) {
            if (affine.get(ValueLayout.JAVA_LONG, i) != 0) return false;
        }
        return true;
    }

    private static byte[] encode(Arena arena, Group group, MemorySegment jacobian) {
        MemorySegment affine = arena.allocate(group.affineBytes(), 8);
        MemorySegment serialized = arena.allocate(group.affineBytes(), 8);
        group.toAffine(affine, jacobian);
        group.serialize(serialized, affine);
        byte[] bytes = new byte[pointBytes(group)];
        if ((serialized.get(ValueLayout.JAVA_BYTE, 0) & INFINITY_FLAG) != 0) return bytes;
        for (int i = 0; i < group.affineBytes() / Blst.FP_BYTES; i++) {
            long from = (long) place(group, i) * Blst.FP_BYTES;
            MemorySegment.copy(serialized, ValueLayout.JAVA_BYTE, from, bytes, i * PADDED + PADDING, Blst.FP_BYTES);
        }
        return bytes;
    }
}
