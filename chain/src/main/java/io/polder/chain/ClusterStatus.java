package io.polder.chain;

import io.polder.consensus.FaultBound;
import io.polder.consensus.Status;
import java.util.Map;
import java.util.Optional;

/// How an order cluster is doing at this city; `heard` is the newest round for which each other member sent its
/// signature, by its number.
public record ClusterStatus(
        String cluster,
        long epoch,
        Status status,
        Optional<FaultBound> faultBound,
        Rounds rounds,
        Map<String, Long> heights,
        Map<Long, Long> heard,
        Counts counts) {
    /// The newest round that made a block, the newest certified one, and how many came from neighbours.
    public record Rounds(long newest, long certified, long caughtUp) {}

    /// Transactions that wait in the outbox, signatures checked, other cities' signatures that did not hold.
    public record Counts(int outbox, long signatureChecks, long rejectedSignatures) {}
}
