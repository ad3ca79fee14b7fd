package io.polder.evm.ledger;

import io.polder.evm.state.Account;
import io.polder.evm.state.Code;
import io.polder.evm.state.StateChanges;
import io.polder.evm.state.StateChanges.AccountChange;
import io.polder.evm.state.StateChanges.SlotChange;
import io.polder.evm.state.StateReader;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// A state with changes on top that nobody keeps: for simulations and traces.
final class LayeredState implements StateReader {
    private final StateReader base;
    private final Map<Address, Optional<Account>> accounts = new TreeMap<>();
    private final Map<Address, Map<Word, Word>> slots = new TreeMap<>();
    private final Map<Word, byte[]> codes = new TreeMap<>();
    private final TreeSet<Address> wiped = new TreeSet<>();

    LayeredState(StateReader base) {
        this.base = base;
    }

    @Override
    public Optional<Account> account(Address address) {
        Optional<Account> own = accounts.get(address);
        return own != null ? own : base.account(address);
    }

    @Override
    public Word storage(Address address, Word key) {
        Word own = slots.getOrDefault(address, Map.of()).get(key);
        if (own != null) return own;
        return wiped.contains(address) ? Word.ZERO : base.storage(address, key);
    }

    @Override
    public byte[] code(Word hash) {
        byte[] own = codes.get(hash);
        return own != null ? own : base.code(hash);
    }

    @Override
    public boolean hasStorage(Address address) {
        return slots.getOrDefault(address, Map.of()).values().stream().anyMatch(v -> !v.isZero())
                || !wiped.contains(address) && base.hasStorage(address);
    }

    void put(Address address, Account account) {
        accounts.put(address, Optional.of(account));
    }

    void put(Address address, Word key, Word value) {
        slots.computeIfAbsent(address, a -> new TreeMap<>()).put(key, value);
    }

    Word put(Code code) {
        if (!code.isEmpty()) codes.put(code.hash(), code.toBytes());
        return code.isEmpty() ? Account.NO_CODE : code.hash();
    }

    void wipe(Address address) {
        wiped.add(address);
        slots.remove(address);
    }

    void apply(StateChanges changes) {
        for (AccountChange change : changes.accounts()) {
            change.newCode().ifPresent(this::put);
            if (change.storageWiped()) wipe(change.address());
            accounts.put(change.address(), change.account());
            for (SlotChange slot : change.slots()) put(change.address(), slot.key(), slot.value());
        }
    }
}
