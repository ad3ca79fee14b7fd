package io.polder.ledger;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.tree.StateHasher;
import io.polder.protocol.tree.StateProof.Step;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Four levels of the state tree in one stored value: what lies under each of the sixteen values of one half-byte of
/// the
/// key. A page is there exactly where two or more keys share the half-bytes before it.
final class Page {
    static final int WIDTH = 16;
    static final int LEVELS = 4;

    /// How many half-bytes a key has.
    static final int DEPTH_MAX = 64;

    private final Child[] children;

    Page(Child[] children) {
        this.children = children;
    }

    /// What lies under one place.
    sealed interface Child {
        Child NONE = new None();

        /// A tag, then what there is.
        default Bytes encode() {
            return switch (this) {
                case None() -> Bytes.of((byte) 0);
                case Leaf(Hash key, Hash value) -> Bytes.concat(Bytes.of((byte) 1), key.bytes(), value.bytes());
                case Sub(long version, Hash hash) ->
                    Bytes.concat(Bytes.of((byte) 2), StateLayout.height(version), hash.bytes());
            };
        }

        static Child decode(Bytes encoded) {
            if (encoded.isEmpty()) throw new Malformed("a tag", "nothing");
            if (encoded.at(0) == 2 && encoded.size() < 1 + Long.BYTES)
                throw new Malformed("a height after the tag", encoded.size() + " bytes");
            ByteBuffer in = ByteBuffer.wrap(encoded.shared());
            byte tag = in.get();
            Child child = switch (tag) {
                case 0 -> NONE;
                case 1 -> new Leaf(hash(in), hash(in));
                case 2 -> new Sub(in.getLong(), hash(in));
                default -> throw new Malformed("a tag from 0 to 2", Integer.toString(tag));
            };
            if (in.hasRemaining()) throw new Malformed("one child", in.remaining() + " bytes after it");
            return child;
        }
    }

    record None() implements Child {}

    /// The only key under this place.
    record Leaf(Hash key, Hash value) implements Child {}

    /// A page, kept under its path and the height that wrote it.
    record Sub(long version, Hash hash) implements Child {}

    Child child(int index) {
        return children[index];
    }

    Child[] children() {
        return children.clone();
    }

    boolean holds(Child[] others) {
        return Arrays.equals(children, others);
    }

    static int nibble(Hash key, int depth) {
        byte pair = key.bytes().at(depth >> 1);
        return (depth & 1) == 0 ? pair >> 4 & 15 : pair & 15;
    }

    /// The key's path with another half-byte at a depth, to find pages beside it.
    static Hash turn(Hash key, int depth, int nibble) {
        byte[] turned = key.bytes().toArray();
        int pair = turned[depth >> 1];
        turned[depth >> 1] = (byte) ((depth & 1) == 0 ? nibble << 4 | pair & 15 : pair & 0xf0 | nibble);
        return new Hash(Bytes.wrap(turned));
    }

    static Optional<Hash> hash(StateHasher hasher, Child child) {
        return switch (child) {
            case None() -> Optional.empty();
            case Leaf(Hash key, Hash value) -> Optional.of(hasher.leaf(key, value));
            case Sub(long version, Hash hash) -> Optional.of(hash);
        };
    }

    /// The hash of the whole page that lies under `depth` half-bytes.
    Optional<Hash> hash(StateHasher hasher, int depth) {
        return fold(hasher, 0, WIDTH, depth * LEVELS);
    }

    /// A node with one side is not there: the side stands for it.
    private Optional<Hash> fold(StateHasher hasher, int from, int width, int bit) {
        if (width == 1) return hash(hasher, children[from]);
        int half = width / 2;
        Optional<Hash> left = fold(hasher, from, half, bit + 1);
        Optional<Hash> right = fold(hasher, from + half, half, bit + 1);
        if (left.isEmpty()) return right;
        if (right.isEmpty()) return left;
        return Optional.of(hasher.inner(bit, left.get(), right.get()));
    }

    /// Adds the neighbours of the key's path through this page, from the root down.
    void path(StateHasher hasher, Hash key, int depth, List<Step> steps) {
        int from = 0;
        for (int level = 0, width = WIDTH / 2; level < LEVELS; level++, width /= 2) {
            int bit = depth * LEVELS + level;
            boolean right = StateHasher.right(key, bit);
            fold(hasher, right ? from : from + width, width, bit + 1).ifPresent(hash -> steps.add(new Step(bit, hash)));
            if (right) from += width;
        }
    }

    /// Which places hold something and which of these a leaf, two bytes each; then leaves and pages in order.
    Bytes encode() {
        ByteBuffer out = ByteBuffer.allocate(4 + WIDTH * 2 * Hash.SIZE);
        int held = 0;
        int leaves = 0;
        out.position(4);
        for (int i = 0; i < WIDTH; i++) {
            switch (children[i]) {
                case None() -> {}
                case Leaf(Hash key, Hash value) -> {
                    held |= 1 << i;
                    leaves |= 1 << i;
                    out.put(key.bytes().shared()).put(value.bytes().shared());
                }
                case Sub(long version, Hash hash) -> {
                    held |= 1 << i;
                    out.putLong(version).put(hash.bytes().shared());
                }
            }
        }
        out.putShort(0, (short) held).putShort(2, (short) leaves);
        return Bytes.wrap(Arrays.copyOf(out.array(), out.position()));
    }

    static Page decode(Bytes encoded) {
        if (encoded.size() < 4) throw new Malformed("a page", encoded.size() + " bytes");
        ByteBuffer in = ByteBuffer.wrap(encoded.shared());
        int held = in.getShort() & 0xffff;
        int leaves = in.getShort() & 0xffff;
        int size = Integer.bitCount(leaves) * 2 * Hash.SIZE
                + (Integer.bitCount(held) - Integer.bitCount(leaves)) * (Long.BYTES + Hash.SIZE);
        if ((leaves & ~held) != 0 || in.remaining() != size)
            throw new Malformed("a page of " + (4 + size) + " bytes", encoded.size() + " bytes");
        Child[] children = new Child[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            if ((held >> i & 1) == 0) children[i] = Child.NONE;
            else if ((leaves >> i & 1) == 1) children[i] = new Leaf(hash(in), hash(in));
            else children[i] = new Sub(in.getLong(), hash(in));
        }
        return new Page(children);
    }

    private static Hash hash(ByteBuffer in) {
        if (in.remaining() < Hash.SIZE) throw new Malformed("32 bytes of a hash", in.remaining() + " bytes");
        byte[] hash = new byte[Hash.SIZE];
        in.get(hash);
        return new Hash(Bytes.wrap(hash));
    }
}
