package io.polder.protocol.tree;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import java.util.ArrayList;
import java.util.List;

/// The Merkle tree of RFC 9162, 2.1, with SHA-256: over readings in a frame, transactions in a block, headers of
/// chains.
public final class MerkleTree {
    /// The root over nothing: SHA-256 of no bytes.
    public static final Hash EMPTY = Hash.of(Bytes.EMPTY);

    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};

    private MerkleTree() {}

    /// The root over the leaves in their order.
    public static Hash root(List<Bytes> leaves) {
        return leaves.isEmpty() ? EMPTY : over(leaves).of(0, leaves.size());
    }

    /// The path from a leaf to the root (RFC 9162, 2.1.3).
    public static InclusionPath inclusion(List<Bytes> leaves, long index) {
        return over(leaves).inclusion(index, leaves.size());
    }

    /// Shows that the first leaves are the whole of an older tree (RFC 9162, 2.1.4).
    public static ConsistencyPath consistency(List<Bytes> leaves, long olderSize) {
        return over(leaves).consistency(olderSize, leaves.size());
    }

    public static Hash leafHash(Bytes leaf) {
        return Hash.of(LEAF, leaf.shared());
    }

    public static Hash nodeHash(Hash left, Hash right) {
        return Hash.of(NODE, left.bytes().shared(), right.bytes().shared());
    }

    private static Subtrees over(List<Bytes> leaves) {
        List<List<Hash>> levels = new ArrayList<>();
        levels.add(leaves.stream().map(MerkleTree::leafHash).toList());
        while (levels.getLast().size() > 1) {
            List<Hash> below = levels.getLast();
            List<Hash> level = new ArrayList<>(below.size() / 2);
            for (int i = 0; i + 1 < below.size(); i += 2) level.add(nodeHash(below.get(i), below.get(i + 1)));
            levels.add(level);
        }
        return new Subtrees((level, index) -> levels.get(level).get(Math.toIntExact(index)));
    }
}
