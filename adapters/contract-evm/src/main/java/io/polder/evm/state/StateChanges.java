package io.polder.evm.state;

import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import java.util.List;
import java.util.Optional;

/// What transactions made of the committed state, ordered by address and key.
public record StateChanges(List<AccountChange> accounts) {

    /// One account: what it is now (empty if it is gone), new code if it has some, and its changed slots.
    ///
    /// If `storageWiped`, every committed slot is to be deleted before `slots` are written.
    public record AccountChange(
            Address address,
            Optional<Account> account,
            Optional<Code> newCode,
            boolean storageWiped,
            List<SlotChange> slots) {}

    /// A slot with its new value; zero deletes it.
    public record SlotChange(Word key, Word value) {}
}
