package io.polder.chain;

import io.polder.ledger.Overlay;
import io.polder.protocol.Address;
import io.polder.protocol.Lane;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.tree.StateKey;
import java.util.Optional;

/// Keeps the last sequence of every ordered lane of every sender, in the chain's state.
final class Lanes {
    private static final Bytes NAMESPACE = Bytes.utf8("lanes");

    private final Overlay overlay;

    Lanes(Overlay overlay) {
        this.overlay = overlay;
    }

    /// Takes the lane's next place; false when the lane is past it already.
    boolean advance(Address sender, Lane lane) {
        if (!lane.ordered()) return true;
        StateKey slot = new StateKey(
                NAMESPACE, Cbor.array(sender.toCbor(), Cbor.of(lane.number())).encode());
        Optional<Long> last = overlay.get(slot).map(v -> Cbor.decode(v.value()).asInt());
        if (last.isPresent() && last.get() >= lane.sequence()) return false;
        overlay.put(slot, Cbor.of(lane.sequence()).encode());
        return true;
    }
}
