package io.polder.ledger;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Malformed;
import java.util.function.Function;

/// Asks for the parts of one snapshot until one holds. Who gave one that does not hold is blamed, and the part is asked
/// for again.
final class Asking {
    /// Answers that do not hold before the snapshot is given up.
    static final int BLAMED_MAX = 256;

    private final SnapshotSource source;
    private final long round;
    private int blamed;

    Asking(SnapshotSource source, long round) {
        this.source = source;
        this.round = round;
    }

    /// What the reader makes of an answer; it throws `Malformed` at one that does not hold.
    <T> T ask(SnapshotPart.Kind kind, String chain, Bytes after, Function<Bytes, T> reader) {
        while (true) {
            SnapshotPart part = new SnapshotPart(round, kind, chain, after);
            Bytes answer = source.part(part)
                    .orElseThrow(() -> new StoreException("nobody gives " + kind + " of chain \"" + chain
                            + "\" after round " + round + ": start again later, what came is kept"));
            try {
                return reader.apply(answer);
            } catch (Malformed e) {
                blame(kind + " of chain \"" + chain + "\": " + e.getMessage());
            }
        }
    }

    void blame(String why) {
        if (++blamed > BLAMED_MAX) throw new StoreException("the snapshot is given up: the last reason is " + why);
        source.blame(why);
    }
}
