package io.polder.protocol.tree;

import io.polder.protocol.encoding.Hash;
import java.util.ArrayList;
import java.util.List;

/// Builds hashes and paths of RFC 9162 trees of any size from the hashes of their complete subtrees.
record Subtrees(NodeSource source) {

    /// The hash over `size` leaves from `start`, which is a multiple of the smallest power of two that holds them.
    Hash of(long start, long size) {
        if (Long.bitCount(size) == 1) {
            int level = Long.numberOfTrailingZeros(size);
            return source.node(level, start >> level);
        }
        long left = leftSize(size);
        return MerkleTree.nodeHash(of(start, left), of(start + left, size - left));
    }

    InclusionPath inclusion(long index, long size) {
        if (index < 0 || index >= size)
            throw new IllegalArgumentException("expected a leaf below " + size + ", got " + index);
        List<Hash> path = new ArrayList<>();
        include(index, 0, size, path);
        return new InclusionPath(index, size, path);
    }

    private void include(long index, long start, long size, List<Hash> path) {
        if (size == 1) return;
        long left = leftSize(size);
        if (index < start + left) {
            include(index, start, left, path);
            path.add(of(start + left, size - left));
        } else {
            include(index, start + left, size - left, path);
            path.add(of(start, left));
        }
    }

    ConsistencyPath consistency(long older, long newer) {
        if (older < 1 || older > newer)
            throw new IllegalArgumentException("expected a size from 1 to " + newer + ", got " + older);
        List<Hash> path = new ArrayList<>();
        if (older < newer) extend(older, 0, newer, true, path);
        return new ConsistencyPath(older, newer, path);
    }

    /// SUBPROOF(m, D_n, b) of RFC 9162, 2.1.4.1: `whole` is b, true while the older tree's root is known to the reader.
    private void extend(long older, long start, long size, boolean whole, List<Hash> path) {
        if (older == size) {
            if (!whole) path.add(of(start, size));
            return;
        }
        long left = leftSize(size);
        if (older <= left) {
            extend(older, start, left, whole, path);
            path.add(of(start + left, size - left));
        } else {
            extend(older - left, start + left, size - left, false, path);
            path.add(of(start, left));
        }
    }

    /// The largest power of two smaller than the size.
    static long leftSize(long size) {
        return Long.highestOneBit(size - 1);
    }
}
