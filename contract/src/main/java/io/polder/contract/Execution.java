package io.polder.contract;

import io.polder.protocol.Event;
import io.polder.protocol.Outcome;
import io.polder.protocol.encoding.Bytes;
import java.util.List;

/// What came of running one call: the outcome, the gas it took, what it announced and what it adds to indexes. Of a
/// call that did not succeed only the outcome and the gas remain.
public record Execution(Outcome outcome, long gas, List<Event> events, List<IndexEntry> index) {
    /// An addition to a contract's index.
    public record IndexEntry(String contract, Bytes key, Bytes value) {}

    public Execution {
        events = List.copyOf(events);
        index = List.copyOf(index);
    }
}
