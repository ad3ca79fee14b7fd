package io.polder.evm.state;

import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import java.util.Optional;

/// The port to the committed state beneath an execution: the ledger's tree, a snapshot, or a map in a test.
public interface StateReader {
    Optional<Account> account(Address address);

    /// The value of a slot, zero if it was never written.
    Word storage(Address address, Word key);

    /// The code with this hash; asked only for hashes that an account carries.
    byte[] code(Word hash);

    /// True if any slot of the account is not zero: nothing may be created on such an account (EIP-7610).
    default boolean hasStorage(Address address) {
        return false;
    }
}
