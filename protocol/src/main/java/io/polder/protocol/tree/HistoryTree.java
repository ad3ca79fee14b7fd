package io.polder.protocol.tree;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import java.util.ArrayList;
import java.util.List;

/// An append-only RFC 9162 tree known by its peaks, the roots of its complete subtrees from left to right: one for each
/// bit set in the size. A chain keeps one over its header hashes.
public record HistoryTree(long size, List<Hash> peaks) {
    public static final HistoryTree EMPTY = new HistoryTree(0, List.of());

    public HistoryTree {
        peaks = List.copyOf(peaks);
        if (size < 0 || peaks.size() != Long.bitCount(size))
            throw new Malformed(Long.bitCount(size) + " peaks for a size of " + size, peaks.size() + " peaks");
    }

    /// The complete subtrees that one more leaf closes, the leaf itself first, and the tree that has them.
    public record Appended(HistoryTree tree, List<Node> nodes) {
        public Appended {
            nodes = List.copyOf(nodes);
        }
    }

    /// A complete subtree's place (see `NodeSource`) and hash.
    public record Node(int level, long index, Hash hash) {}

    /// The tree with one more leaf, in O(log size); the nodes are what a `NodeSource` must keep.
    public Appended append(Bytes leaf) {
        List<Hash> grown = new ArrayList<>(peaks);
        List<Node> nodes = new ArrayList<>();
        Node node = new Node(0, size, MerkleTree.leafHash(leaf));
        nodes.add(node);
        for (long bits = size; (bits & 1) == 1; bits >>= 1) {
            Hash parent = MerkleTree.nodeHash(grown.removeLast(), node.hash());
            node = new Node(node.level() + 1, node.index() >> 1, parent);
            nodes.add(node);
        }
        grown.add(node.hash());
        return new Appended(new HistoryTree(size + 1, grown), nodes);
    }

    public Hash root() {
        if (size == 0) return MerkleTree.EMPTY;
        Hash root = peaks.getLast();
        for (int i = peaks.size() - 2; i >= 0; i--) root = MerkleTree.nodeHash(peaks.get(i), root);
        return root;
    }

    /// Reads the tree of a given size from kept nodes.
    public static HistoryTree of(NodeSource source, long size) {
        List<Hash> peaks = new ArrayList<>();
        long start = 0;
        for (int level = 62; level >= 0; level--) {
            if ((size >> level & 1) == 0) continue;
            peaks.add(source.node(level, start >> level));
            start += 1L << level;
        }
        return new HistoryTree(size, peaks);
    }

    /// The path of a leaf in the tree as it was at the given size.
    public static InclusionPath inclusion(NodeSource source, long index, long size) {
        return new Subtrees(source).inclusion(index, size);
    }

    public static ConsistencyPath consistency(NodeSource source, long older, long newer) {
        return new Subtrees(source).consistency(older, newer);
    }

    public Cbor toCbor() {
        return Cbor.array(Cbor.of(size), Cbor.array(peaks.stream().map(Cbor::of).toList()));
    }

    public static HistoryTree ofCbor(Cbor cbor) {
        List<Cbor> parts = cbor.asArray(2);
        return new HistoryTree(
                parts.get(0).asCount(),
                parts.get(1).asArray().stream().map(Cbor::asHash).toList());
    }
}
