package io.polder.evm.transaction;

import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import java.util.List;

/// An account and the slots of it that a transaction says it will touch (EIP-2930).
public record AccessEntry(Address address, List<Word> keys) {}
