package io.polder.protocol.tree;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import java.nio.ByteBuffer;

/// The name of one slot of a chain's state: a namespace and a key in it. Ordered by namespace length, namespace and
/// key.
public record StateKey(Bytes namespace, Bytes key) implements Comparable<StateKey> {
    public static final int NAMESPACE_MAX = 0xffff;

    public StateKey {
        if (namespace.size() > NAMESPACE_MAX)
            throw new Malformed("a namespace of at most " + NAMESPACE_MAX + " bytes", namespace.size() + " bytes");
    }

    /// The length of the namespace in two bytes, the namespace, the key: no two slots share it.
    public Bytes encode() {
        return Bytes.concat(prefix(namespace), key);
    }

    /// What the encodings of all slots of a namespace begin with, and no others.
    public static Bytes prefix(Bytes namespace) {
        ByteBuffer prefix = ByteBuffer.allocate(2 + namespace.size());
        prefix.putShort((short) namespace.size()).put(namespace.shared());
        return Bytes.wrap(prefix.array());
    }

    public static StateKey decode(Bytes encoded) {
        if (encoded.size() < 2) throw new Malformed("a slot's name", encoded.size() + " bytes");
        int end = 2 + ((encoded.at(0) & 0xff) << 8 | encoded.at(1) & 0xff);
        if (encoded.size() < end) throw new Malformed("a name of " + end + " bytes", encoded.size() + " bytes");
        return new StateKey(encoded.slice(2, end), encoded.slice(end, encoded.size()));
    }

    /// The slot's place in the state tree.
    public Hash hash() {
        return Hash.of(encode());
    }

    @Override
    public int compareTo(StateKey other) {
        int sizes = Integer.compare(namespace.size(), other.namespace.size());
        if (sizes != 0) return sizes;
        int names = namespace.compareTo(other.namespace);
        return names != 0 ? names : key.compareTo(other.key);
    }
}
