package io.polder.protocol.tree;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
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
        if (leaves.isEmpty()) return EMPTY;
        Row row = Row.of(leaves);
        while (row.count() > 1) row = row.above();
        return row.first();
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

    /// The hashes of one level side by side, from one digest: a frame of readings is read at every city, so this is
    /// most of what reading it costs.
    private record Row(MessageDigest digest, byte[] hashes, int count) {
        static Row of(List<Bytes> leaves) {
            Row row = new Row(Hash.digest(), new byte[leaves.size() * Hash.SIZE], leaves.size());
            for (int i = 0; i < row.count; i++) {
                row.digest.update(LEAF);
                row.digest.update(leaves.get(i).shared());
                row.put(i);
            }
            return row;
        }

        /// Written over this one, which is read ahead of it; one left over rises as it is (RFC 9162, 2.1.1).
        Row above() {
            int pairs = count / 2;
            for (int i = 0; i < pairs; i++) {
                digest.update(NODE);
                digest.update(hashes, 2 * i * Hash.SIZE, 2 * Hash.SIZE);
                put(i);
            }
            if (count % 2 == 1) System.arraycopy(hashes, (count - 1) * Hash.SIZE, hashes, pairs * Hash.SIZE, Hash.SIZE);
            return new Row(digest, hashes, pairs + count % 2);
        }

        Hash first() {
            return new Hash(Bytes.wrap(Arrays.copyOf(hashes, Hash.SIZE)));
        }

        private void put(int index) {
            try {
                digest.digest(hashes, index * Hash.SIZE, Hash.SIZE);
            } catch (DigestException e) {
                throw new IllegalStateException("a SHA-256 fits in 32 bytes", e);
            }
        }
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
