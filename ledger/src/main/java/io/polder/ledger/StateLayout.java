package io.polder.ledger;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.tree.StateKey;
import java.nio.ByteBuffer;

/// Where a chain's state lies in the store. All numbers are big-endian, so that keys sort by them.
///
/// | space | key | value |
/// | --- | --- | --- |
/// | latest | slot name | what the slot holds or that it was deleted, and since when |
/// | past | slot name with its length, inverted height | what the slot held before, from that height |
/// | pages | half-bytes of the path, height | page |
/// | roots | height | what lies at the top of the tree from this height |
/// | stale | height, part | the entries that no height from this one on reads |
/// | kept | nothing | the lowest height that can be read |
record StateLayout(Space latest, Space past, Space pages, Space roots, Space stale, Space kept) {
    static StateLayout of(Bytes chain) {
        return new StateLayout(
                Space.of("latest").within(chain),
                Space.of("past").within(chain),
                Space.of("pages").within(chain),
                Space.of("roots").within(chain),
                Space.of("stale").within(chain),
                Space.of("kept").within(chain));
    }

    static Bytes height(long height) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(height).array());
    }

    static long height(Bytes key) {
        return ByteBuffer.wrap(key.shared()).getLong();
    }

    /// The slot's entries in `past`, newest first.
    static Bytes past(StateKey slot) {
        Bytes name = slot.encode();
        return Bytes.concat(
                Bytes.wrap(
                        ByteBuffer.allocate(Integer.BYTES).putInt(name.size()).array()),
                name);
    }

    static Bytes past(StateKey slot, long height) {
        return Bytes.concat(past(slot), height(~height));
    }

    /// The path of `depth` half-bytes that the key begins with, then the height that wrote the page.
    static Bytes page(Hash key, int depth, long version) {
        int size = (depth + 1) / 2;
        ByteBuffer out = ByteBuffer.allocate(1 + size + Long.BYTES);
        out.put((byte) depth).put(key.bytes().shared(), 0, size);
        if ((depth & 1) == 1) out.put(size, (byte) (out.get(size) & 0xf0));
        return Bytes.wrap(out.putLong(version).array());
    }
}
