package io.polder.ledger;

import io.polder.protocol.encoding.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What can be read from a store or from a snapshot of it. Every value is checked before it is served: `Corrupted`
/// names
/// the first one that is not what was written.
public interface Reads {
    Optional<Bytes> get(Space space, Bytes key);

    /// The values of the keys, in the order of the keys.
    List<Optional<Bytes>> multiGet(Space space, List<Bytes> keys);

    /// Shows the visitor the entries of the range in order, all from one moment, until it has seen enough.
    void scan(Space space, Range range, Visitor visitor);

    /// At most `limit` entries of the range, in its order.
    default List<Entry> range(Space space, Range range, int limit) {
        if (limit <= 0) return List.of();
        List<Entry> entries = new ArrayList<>();
        scan(space, range, entry -> {
            entries.add(entry);
            return entries.size() < limit;
        });
        return entries;
    }

    /// The first entry of the range in its order.
    default Optional<Entry> first(Space space, Range range) {
        return range(space, range, 1).stream().findFirst();
    }

    /// Takes entries one by one; it may read the store but not write it.
    @FunctionalInterface
    interface Visitor {
        /// False ends the scan.
        boolean visit(Entry entry);
    }
}
