package io.polder.evm.state;

import io.polder.evm.state.StateChanges.AccountChange;
import io.polder.evm.state.StateChanges.SlotChange;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The state as the transactions of a block see and change it: an overlay on a `StateReader` that can go back to a
/// mark.
///
/// For one thread. Nothing is written beneath; `changes` tells at the end what to write.
public final class WorldState {
    private final StateReader committed;
    private final CodeCache codes;
    private final Predicate<Address> alwaysWarm;
    private final long seed;
    private final AccountTable accounts;
    private final Journal journal = new Journal();
    private final List<AccountState> touched = new ArrayList<>();
    private List<LogEntry> logs = new ArrayList<>();
    private int transaction = 1;
    private long refund;

    /// `alwaysWarm` names the accounts that cost nothing extra to reach: the precompiled contracts.
    public WorldState(StateReader committed, CodeCache codes, Predicate<Address> alwaysWarm) {
        this(committed, codes, alwaysWarm, 0);
    }

    /// `seed` should be secret where strangers choose keys: it orders nothing but the places in hash tables.
    public WorldState(StateReader committed, CodeCache codes, Predicate<Address> alwaysWarm, long seed) {
        this.committed = committed;
        this.codes = codes;
        this.alwaysWarm = alwaysWarm;
        this.seed = seed;
        this.accounts = new AccountTable(seed);
    }

    /// Forgets marks, warmth, logs and refund of the transaction before.
    public void beginTransaction() {
        transaction++;
        journal.clear();
        touched.clear();
        logs = new ArrayList<>();
        refund = 0;
    }

    /// A mark to which `revertTo` can go back within this transaction.
    public int mark() {
        return journal.size();
    }

    public void revertTo(int mark) {
        while (journal.size() > mark) journal.undoLast(this);
    }

    /// Deletes what destructed itself and what was touched and is empty (EIP-161), then settles the rest.
    public void endTransaction() {
        for (AccountState account : touched) {
            if (!account.has(AccountState.TOUCHED) || account.transaction != transaction) continue;
            if (account.has(AccountState.DESTRUCTED)) account.remove();
            else if (account.isEmpty()) account.remove();
            else account.exists = true;
        }
        journal.clear();
        touched.clear();
    }

    public AccountState account(Address address) {
        return account(address.high(), address.middle(), address.low());
    }

    /// The account whose address is the last twenty bytes of the word at `s[at]`.
    public AccountState account(long[] s, int at) {
        return account((int) s[at + 2], s[at + 1], s[at]);
    }

    /// Makes the account warm and answers whether it was before.
    public boolean warm(AccountState account) {
        if (account.alwaysWarm || account.has(AccountState.WARM)) return true;
        flag(account, AccountState.WARM);
        return false;
    }

    public void touch(AccountState account) {
        if (account.has(AccountState.TOUCHED)) return;
        flag(account, AccountState.TOUCHED);
        touched.add(account);
    }

    public void setBalance(AccountState account, Word balance) {
        journal.addObject(Journal.BALANCE, account, account.balance);
        account.balance = balance;
        touch(account);
    }

    public void transfer(AccountState from, AccountState to, Word value) {
        if (value.isZero()) return;
        setBalance(from, from.balance.minus(value));
        setBalance(to, to.balance.plus(value));
    }

    public void setNonce(AccountState account, long nonce) {
        journal.addNumber(Journal.NONCE, account, account.nonce);
        account.nonce = nonce;
        touch(account);
    }

    public void setCode(AccountState account, Code code) {
        journal.addObject(Journal.CODE, account, account.code);
        account.code = code;
        touch(account);
    }

    /// Notes that the account comes to life in this transaction.
    public void create(AccountState account) {
        touch(account);
        flag(account, AccountState.CREATED);
    }

    public void destruct(AccountState account) {
        touch(account);
        if (!account.has(AccountState.DESTRUCTED)) flag(account, AccountState.DESTRUCTED);
    }

    /// True if a contract may not be created here: it has a nonce, code or storage (EIP-684, EIP-7610).
    public boolean isOccupied(AccountState account) {
        if (account.nonce != 0 || !account.code.isEmpty() || account.storage.holdsValues()) return true;
        return !account.wiped && committed.hasStorage(account.address);
    }

    /// The slot with the key at `s[at]`, read from beneath if this is the first look at it.
    public int slot(AccountState account, long[] s, int at) {
        StorageTable storage = account.storage;
        int slot = storage.find(s, at);
        if (slot < 0) {
            boolean beneath = !account.wiped && account.committed.isPresent();
            slot = storage.add(s, at, beneath ? committed.storage(account.address, Word.at(s, at)) : Word.ZERO);
        }
        storage.begin(slot, transaction);
        return slot;
    }

    /// Makes the slot warm and answers whether it was before.
    public boolean warmSlot(AccountState account, int slot) {
        if (account.storage.isWarm(slot)) return true;
        journal.addSlot(Journal.SLOT_WARM, account, slot);
        account.storage.setWarm(slot, true);
        return false;
    }

    public void loadSlot(AccountState account, int slot, long[] s, int at) {
        account.storage.copyValue(slot, s, at);
    }

    /// The value the slot had before this transaction.
    public void loadOriginal(AccountState account, int slot, long[] s, int at) {
        account.storage.copyOriginal(slot, s, at);
    }

    public void storeSlot(AccountState account, int slot, long[] s, int at) {
        journal.addSlot(Journal.SLOT, account, slot);
        account.storage.setValue(slot, s, at);
        touch(account);
    }

    public Word storage(Address address, Word key) {
        AccountState account = account(address);
        long[] words = new long[4];
        key.putTo(words, 0);
        return account.storage.value(slot(account, words, 0));
    }

    /// Loads the transient value (EIP-1153) with the key at `s[at]` to the same place.
    public void loadTransient(AccountState account, long[] s, int at) {
        transientStorage(account).copyValue(transientSlot(account, s, at), s, at);
    }

    public void storeTransient(AccountState account, long[] s, int key, int value) {
        int slot = transientSlot(account, s, key);
        journal.addSlot(Journal.TRANSIENT, account, slot);
        account.transientStorage.setValue(slot, s, value);
    }

    public void log(LogEntry entry) {
        journal.addNumber(Journal.LOG, null, 0);
        logs.add(entry);
    }

    /// The logs of this transaction so far.
    public List<LogEntry> logs() {
        return logs;
    }

    public long refund() {
        return refund;
    }

    public void addRefund(long gas) {
        journal.addNumber(Journal.REFUND, null, refund);
        refund += gas;
    }

    /// Lets state outside this overlay go back with it.
    public void onRevert(Runnable action) {
        journal.addObject(Journal.ACTION, null, action);
    }

    /// All that differs from the committed state, ordered by address and key.
    public StateChanges changes() {
        List<AccountChange> changes = new ArrayList<>();
        for (int i = 0; i < accounts.size(); i++) change(accounts.get(i)).ifPresent(changes::add);
        changes.sort(Comparator.comparing(AccountChange::address));
        return new StateChanges(List.copyOf(changes));
    }

    void setRefund(long gas) {
        refund = gas;
    }

    void dropLastLog() {
        logs.removeLast();
    }

    private AccountState account(int high, long middle, long low) {
        AccountState account = accounts.find(high, middle, low);
        if (account == null) {
            account = read(new Address(high, middle, low));
            accounts.add(account);
        }
        if (account.transaction != transaction) {
            account.transaction = transaction;
            account.flags = 0;
        }
        return account;
    }

    private AccountState read(Address address) {
        Optional<Account> beneath = committed.account(address);
        AccountState account = new AccountState(address, beneath, alwaysWarm.test(address), new StorageTable(seed));
        beneath.ifPresent(found -> account.code = codes.code(found.codeHash(), committed));
        return account;
    }

    private void flag(AccountState account, int flag) {
        journal.addNumber(Journal.FLAGS, account, account.flags);
        account.flags |= flag;
    }

    private StorageTable transientStorage(AccountState account) {
        if (account.transientStorage == null) account.transientStorage = new StorageTable(seed);
        return account.transientStorage;
    }

    private int transientSlot(AccountState account, long[] s, int at) {
        StorageTable storage = transientStorage(account);
        int slot = storage.find(s, at);
        if (slot < 0) slot = storage.add(s, at, Word.ZERO);
        storage.beginEmpty(slot, transaction);
        return slot;
    }

    private static Optional<AccountChange> change(AccountState account) {
        List<SlotChange> slots = new ArrayList<>();
        StorageTable storage = account.storage;
        for (int slot = 0; slot < storage.size(); slot++) {
            if (storage.isChanged(slot)) slots.add(new SlotChange(storage.key(slot), storage.value(slot)));
        }
        slots.sort(Comparator.comparing(SlotChange::key));
        Optional<Account> now = account.exists
                ? Optional.of(new Account(account.nonce, account.balance, account.code.hash()))
                : Optional.empty();
        boolean wiped = account.wiped && account.committed.isPresent();
        if (slots.isEmpty() && !wiped && now.equals(account.committed)) return Optional.empty();
        boolean newCode = !account.code.isEmpty()
                && account.committed
                        .map(c -> !c.codeHash().equals(account.code.hash()))
                        .orElse(true);
        return Optional.of(new AccountChange(
                account.address,
                now,
                newCode ? Optional.of(account.code) : Optional.empty(),
                wiped,
                List.copyOf(slots)));
    }
}
