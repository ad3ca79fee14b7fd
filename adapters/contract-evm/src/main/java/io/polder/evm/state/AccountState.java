package io.polder.evm.state;

import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import java.util.Optional;

/// An account while transactions run; changed only through `WorldState`, which can take changes back.
public final class AccountState {
    static final int WARM = 1;
    static final int TOUCHED = 2;
    static final int CREATED = 4;
    static final int DESTRUCTED = 8;

    final Address address;
    final Optional<Account> committed;
    final boolean alwaysWarm;
    final StorageTable storage;
    StorageTable transientStorage;
    long nonce;
    Word balance = Word.ZERO;
    Code code = Code.NONE;
    boolean exists;
    /// The committed storage is gone, whatever the reader beneath says.
    boolean wiped;
    int transaction;
    int flags;

    AccountState(Address address, Optional<Account> committed, boolean alwaysWarm, StorageTable storage) {
        this.address = address;
        this.committed = committed;
        this.alwaysWarm = alwaysWarm;
        this.storage = storage;
        this.exists = committed.isPresent();
        committed.ifPresent(account -> {
            nonce = account.nonce();
            balance = account.balance();
        });
    }

    public Address address() {
        return address;
    }

    public long nonce() {
        return nonce;
    }

    public Word balance() {
        return balance;
    }

    public Code code() {
        return code;
    }

    /// Empty in the sense of EIP-161.
    public boolean isEmpty() {
        return nonce == 0 && balance.isZero() && code.isEmpty();
    }

    /// True if the state holds the account, be it empty.
    public boolean exists() {
        return exists;
    }

    /// True if it came to life in this transaction.
    public boolean isCreated() {
        return has(CREATED);
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    void remove() {
        nonce = 0;
        balance = Word.ZERO;
        code = Code.NONE;
        exists = false;
        wiped = true;
        storage.wipe();
    }
}
