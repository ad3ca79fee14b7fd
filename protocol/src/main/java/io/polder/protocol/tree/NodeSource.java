package io.polder.protocol.tree;

import io.polder.protocol.encoding.Hash;

/// Reads the hash of a complete subtree of a Merkle tree: level 0 holds the leaf hashes, and the node (level, index)
/// covers the leaves from index * 2^level up to the next node's.
@FunctionalInterface
public interface NodeSource {
    Hash node(int level, long index);
}
