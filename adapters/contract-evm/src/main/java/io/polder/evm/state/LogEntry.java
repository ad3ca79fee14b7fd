package io.polder.evm.state;

import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import java.util.List;

/// One event that a contract emitted.
public record LogEntry(Address address, List<Word> topics, byte[] data) {}
