package io.polder.evm.state;

import io.polder.evm.state.StateChanges.AccountChange;
import io.polder.evm.state.StateChanges.SlotChange;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A committed state in memory, for tests, simulations and the state-test runner.
public final class MemoryState implements StateReader {
    private final SortedMap<Address, Account> accounts = new TreeMap<>();
    private final SortedMap<Address, SortedMap<Word, Word>> storages = new TreeMap<>();
    private final SortedMap<Word, byte[]> codes = new TreeMap<>();

    public SortedMap<Address, Account> accounts() {
        return accounts;
    }

    /// The slots of an account that are not zero.
    public SortedMap<Word, Word> storage(Address address) {
        return storages.getOrDefault(address, Collections.emptySortedMap());
    }

    public void put(Address address, long nonce, Word balance, byte[] code) {
        Word hash = Code.of(code).hash();
        codes.put(hash, code);
        accounts.put(address, new Account(nonce, balance, hash));
    }

    public void put(Address address, Word key, Word value) {
        var slots = storages.computeIfAbsent(address, a -> new TreeMap<>());
        if (value.isZero()) slots.remove(key);
        else slots.put(key, value);
    }

    public void apply(StateChanges changes) {
        changes.accounts().forEach(this::apply);
    }

    @Override
    public Optional<Account> account(Address address) {
        return Optional.ofNullable(accounts.get(address));
    }

    @Override
    public Word storage(Address address, Word key) {
        return storage(address).getOrDefault(key, Word.ZERO);
    }

    @Override
    public byte[] code(Word hash) {
        return codes.get(hash);
    }

    @Override
    public boolean hasStorage(Address address) {
        return !storage(address).isEmpty();
    }

    private void apply(AccountChange change) {
        change.newCode().ifPresent(code -> codes.put(code.hash(), code.toBytes()));
        if (change.storageWiped()) storages.remove(change.address());
        change.account()
                .ifPresentOrElse(a -> accounts.put(change.address(), a), () -> accounts.remove(change.address()));
        for (SlotChange slot : change.slots()) put(change.address(), slot.key(), slot.value());
    }
}
