package io.polder.ledger;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.util.List;

/// A question for one part of what a city keeps after a certified round: docs/spec/sync.md.
///
/// @param chain empty for the heads and the place
/// @param after where the answer begins, by kind; empty for the beginning
public record SnapshotPart(long round, Kind kind, String chain, Bytes after) {
    /// An answer ends once it is this large; a single item may be larger.
    public static final int BYTES_MAX = 1 << 20;

    /// What is asked for.
    public enum Kind {
        /// The newest header of every chain.
        HEADS,
        /// Blocks below a height, from the newest down.
        BLOCKS,
        /// The tree over the first headers, so many of them.
        HISTORY,
        /// Pages of the state tree from a place on, each before those below it.
        PAGES,
        /// What the slots hold, in the order of their names.
        SLOTS,
        /// The newest certified round, not below the one that is named: a snapshot can be taken after it.
        PLACE
    }

    public Bytes encode() {
        return Cbor.array(Cbor.of(round), Cbor.of(kind.ordinal()), Cbor.of(chain), Cbor.of(after))
                .encode();
    }

    public static SnapshotPart decode(Bytes bytes) {
        List<Cbor> items = Cbor.decode(bytes).asArray(4);
        long kind = items.get(1).asCount();
        if (kind >= Kind.values().length) throw new Malformed("a kind below " + Kind.values().length, kind + "");
        return new SnapshotPart(
                items.get(0).asCount(),
                Kind.values()[Math.toIntExact(kind)],
                items.get(2).asText(),
                items.get(3).asBytes());
    }
}
