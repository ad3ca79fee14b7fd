package io.polder.consensus;

import java.time.Instant;
import java.util.List;

/// Transactions that all members hold to have happened in this order at this time. Numbers rise but may skip.
public record Round(long number, Instant time, List<Ordered> transactions) {
    public Round {
        transactions = List.copyOf(transactions);
    }
}
