package io.polder.ledger;

import io.polder.protocol.encoding.Bytes;
import java.util.Optional;

/// Those who may have a snapshot. What they give is not trusted.
public interface SnapshotSource {
    /// The answer of somebody who keeps the part; empty when it is given up. May block.
    Optional<Bytes> part(SnapshotPart part);

    /// What the last call gave did not hold: whoever gave it is dropped for a while and counted.
    void blame(String why);
}
