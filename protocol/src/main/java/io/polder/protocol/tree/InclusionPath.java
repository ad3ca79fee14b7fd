package io.polder.protocol.tree;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import java.util.List;

/// The neighbours from a leaf up to the root of an RFC 9162 tree: with the leaf it yields the root.
public record InclusionPath(long index, long size, List<Hash> path) {
    public InclusionPath {
        if (index < 0 || index >= size) throw new Malformed("a leaf below " + size, Long.toString(index));
        path = List.copyOf(path);
        int expected = length(index, size);
        if (path.size() != expected) throw new Malformed("a path of " + expected + " hashes", path.size() + " hashes");
    }

    /// The root that this path gives the leaf (RFC 9162, 2.1.3.2).
    public Hash root(Bytes leaf) {
        long at = index;
        long last = size - 1;
        Hash hash = MerkleTree.leafHash(leaf);
        for (Hash neighbour : path) {
            while (at == last && (at & 1) == 0) {
                at >>= 1;
                last >>= 1;
            }
            hash = (at & 1) == 1 ? MerkleTree.nodeHash(neighbour, hash) : MerkleTree.nodeHash(hash, neighbour);
            at >>= 1;
            last >>= 1;
        }
        return hash;
    }

    public boolean proves(Bytes leaf, Hash root) {
        return root(leaf).equals(root);
    }

    /// The inclusion proof of a COSE receipt: [tree size, leaf index, path].
    public Cbor toCbor() {
        return Cbor.array(
                Cbor.of(size),
                Cbor.of(index),
                Cbor.array(path.stream().map(Cbor::of).toList()));
    }

    public static InclusionPath ofCbor(Cbor cbor) {
        List<Cbor> parts = cbor.asArray(3);
        return new InclusionPath(
                parts.get(1).asCount(),
                parts.get(0).asCount(),
                parts.get(2).asArray().stream().map(Cbor::asHash).toList());
    }

    /// How many levels the leaf has below the root: one for each split of the tree that it lies under.
    private static int length(long index, long size) {
        int splits = 0;
        long at = index;
        for (long left = size; left > 1; splits++) {
            long half = Subtrees.leftSize(left);
            boolean right = at >= half;
            if (right) at -= half;
            left = right ? left - half : half;
        }
        return splits;
    }
}
