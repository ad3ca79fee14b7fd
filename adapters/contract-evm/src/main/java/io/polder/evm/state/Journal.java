package io.polder.evm.state;

import io.polder.evm.word.Word;
import java.util.Arrays;

/// What has to be put back if a frame fails, newest last; arrays, since every change of a transaction passes here.
final class Journal {
    static final int BALANCE = 1;
    static final int NONCE = 2;
    static final int CODE = 3;
    static final int FLAGS = 4;
    static final int SLOT_WARM = 5;
    static final int SLOT = 6;
    static final int TRANSIENT = 7;
    static final int LOG = 8;
    static final int REFUND = 9;
    static final int ACTION = 10;

    private byte[] kinds = new byte[64];
    private AccountState[] accounts = new AccountState[64];
    private Object[] objects = new Object[64];
    private long[] numbers = new long[64 * 4];
    private int[] slots = new int[64];
    private int size;

    int size() {
        return size;
    }

    void clear() {
        Arrays.fill(accounts, 0, size, null);
        Arrays.fill(objects, 0, size, null);
        size = 0;
    }

    void addObject(int kind, AccountState account, Object before) {
        int entry = next(kind, account);
        objects[entry] = before;
    }

    void addNumber(int kind, AccountState account, long before) {
        int entry = next(kind, account);
        numbers[entry * 4] = before;
    }

    void addSlot(int kind, AccountState account, int slot) {
        int entry = next(kind, account);
        slots[entry] = slot;
        if (kind == SLOT) account.storage.copyValue(slot, numbers, entry * 4);
        if (kind == TRANSIENT) account.transientStorage.copyValue(slot, numbers, entry * 4);
    }

    /// Takes the newest entry out and puts back what it remembers.
    void undoLast(WorldState world) {
        int entry = --size;
        AccountState account = accounts[entry];
        Object before = objects[entry];
        switch (kinds[entry]) {
            case BALANCE -> account.balance = (Word) before;
            case NONCE -> account.nonce = numbers[entry * 4];
            case CODE -> account.code = (Code) before;
            case FLAGS -> account.flags = (int) numbers[entry * 4];
            case SLOT_WARM -> account.storage.setWarm(slots[entry], false);
            case SLOT -> account.storage.setValue(slots[entry], numbers, entry * 4);
            case TRANSIENT -> account.transientStorage.setValue(slots[entry], numbers, entry * 4);
            case LOG -> world.dropLastLog();
            case REFUND -> world.setRefund(numbers[entry * 4]);
            case ACTION -> ((Runnable) before).run();
            default -> throw new IllegalStateException("journal entry of kind " + kinds[entry]);
        }
        accounts[entry] = null;
        objects[entry] = null;
    }

    private int next(int kind, AccountState account) {
        if (size == kinds.length) grow();
        kinds[size] = (byte) kind;
        accounts[size] = account;
        return size++;
    }

    private void grow() {
        int capacity = size * 2;
        kinds = Arrays.copyOf(kinds, capacity);
        accounts = Arrays.copyOf(accounts, capacity);
        objects = Arrays.copyOf(objects, capacity);
        numbers = Arrays.copyOf(numbers, capacity * 4);
        slots = Arrays.copyOf(slots, capacity);
    }
}
