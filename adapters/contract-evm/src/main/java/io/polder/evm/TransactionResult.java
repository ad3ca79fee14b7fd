package io.polder.evm;

import io.polder.evm.state.LogEntry;
import io.polder.evm.word.Address;
import java.util.List;
import java.util.Optional;

/// What became of a transaction.
public sealed interface TransactionResult {
    /// It is part of the block, whether it succeeded or not; `created` is the new contract if it was to be one.
    record Executed(Execution execution, long gasUsed, long gasRefunded, List<LogEntry> logs, Optional<Address> created)
            implements TransactionResult {
        public boolean succeeded() {
            return execution instanceof Execution.Succeeded;
        }
    }

    /// It changed nothing.
    record Refused(Refusal refusal) implements TransactionResult {}
}
