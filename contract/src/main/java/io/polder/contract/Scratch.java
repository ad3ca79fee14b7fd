package io.polder.contract;

import io.polder.contract.Context.Item;
import io.polder.protocol.encoding.Bytes;
import java.util.List;
import java.util.Optional;

/// The state of a chain as the transaction at work sees it, and what it has changed so far.
public interface Scratch {
    Optional<Bytes> get(Bytes namespace, Bytes key);

    void put(Bytes namespace, Bytes key, Bytes value);

    void remove(Bytes namespace, Bytes key);

    /// Entries from `from` to before `to` (empty: the end of the namespace), in order or against it.
    List<Item> range(Bytes namespace, Bytes from, Bytes to, int limit, boolean reverse);

    /// A point to which `undo` can return.
    int mark();

    void undo(int mark);
}
