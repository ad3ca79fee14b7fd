package io.polder.protocol.tree;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import java.security.MessageDigest;

/// Hashes the nodes of the state tree. Keeps one digest, so it serves one thread at a time.
public final class StateHasher {
    /// The root of a state without slots; no bytes are known that hash to it.
    public static final Hash EMPTY = Hash.ZERO;

    /// The first byte of what a leaf's hash is made of; no RFC 9162 tree uses it.
    public static final byte LEAF = 2;

    /// The first byte of what an inner node's hash is made of.
    public static final byte INNER = 3;

    private final MessageDigest digest;

    public StateHasher() {
        this.digest = Hash.digest();
    }

    /// SHA-256(2, key, value): key is SHA-256 of the slot's name, value SHA-256 of version and value.
    public Hash leaf(Hash key, Hash value) {
        digest.update(LEAF);
        digest.update(key.bytes().shared());
        digest.update(value.bytes().shared());
        return new Hash(Bytes.wrap(digest.digest()));
    }

    /// SHA-256(3, depth, left, right): depth is the first bit, counted from 0, in which keys left and right differ.
    public Hash inner(int depth, Hash left, Hash right) {
        digest.update(INNER);
        digest.update((byte) depth);
        digest.update(left.bytes().shared());
        digest.update(right.bytes().shared());
        return new Hash(Bytes.wrap(digest.digest()));
    }

    /// True if the key's bit at this depth is 1, so that it lies right.
    public static boolean right(Hash key, int depth) {
        return (key.bytes().at(depth >> 3) >> (7 - (depth & 7)) & 1) == 1;
    }
}
