package io.polder.ledger;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.tree.StateKey;
import io.polder.protocol.tree.Versioned;
import java.util.List;
import java.util.Optional;

/// A chain's slots at one moment: kept ones as of a height, or an overlay's.
public interface State {
    Optional<Versioned> get(StateKey slot);

    /// At most `limit` slots of the namespace whose keys lie in the range, in its order.
    List<Slot> range(Bytes namespace, Range range, int limit);

    default Optional<Versioned> get(Bytes namespace, Bytes key) {
        return get(new StateKey(namespace, key));
    }
}
