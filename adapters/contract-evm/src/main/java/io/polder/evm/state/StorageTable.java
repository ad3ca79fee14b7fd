package io.polder.evm.state;

import io.polder.evm.word.Word;
import io.polder.evm.word.Words;
import java.util.Arrays;

/// Slots of one account, flat, in the order they were first touched: touching a known slot allocates nothing.
///
/// A slot is four words in `cells`: its key, its value, the value before this transaction, the committed value.
final class StorageTable {
    private static final int CELL = 16;
    private static final int VALUE = 4;
    private static final int ORIGINAL = 8;
    private static final int COMMITTED = 12;
    private static final int SLOTS_INITIAL = 4;

    private final long seed;
    private long[] cells = new long[SLOTS_INITIAL * CELL];
    /// The transaction that touched the slot last, negative once it is warm in it.
    private int[] touchedBy = new int[SLOTS_INITIAL];
    /// Slot + 1 by hash, 0 for a free place; at most half full.
    private int[] index = new int[SLOTS_INITIAL * 2];
    private int size;

    StorageTable(long seed) {
        this.seed = seed;
    }

    int size() {
        return size;
    }

    /// The slot with the key at `s[at]`, or -1.
    int find(long[] s, int at) {
        int mask = index.length - 1;
        int place = place(s, at) & mask;
        while (index[place] != 0) {
            int slot = index[place] - 1;
            if (Arrays.equals(cells, slot * CELL, slot * CELL + 4, s, at, at + 4)) return slot;
            place = place + 1 & mask;
        }
        return -1;
    }

    /// Adds a slot that `find` did not find.
    int add(long[] s, int at, Word value) {
        if (size == touchedBy.length) grow();
        int slot = size++;
        int cell = slot * CELL;
        System.arraycopy(s, at, cells, cell, 4);
        value.putTo(cells, cell + VALUE);
        value.putTo(cells, cell + ORIGINAL);
        value.putTo(cells, cell + COMMITTED);
        enterIndex(slot);
        return slot;
    }

    /// Makes the present value the original one, if this transaction sees the slot for the first time.
    void begin(int slot, int transaction) {
        if (Math.abs(touchedBy[slot]) == transaction) return;
        touchedBy[slot] = transaction;
        Words.copy(cells, slot * CELL + VALUE, slot * CELL + ORIGINAL);
    }

    /// Empties a slot that an earlier transaction left behind, as transient storage wants it.
    void beginEmpty(int slot, int transaction) {
        if (touchedBy[slot] == transaction) return;
        touchedBy[slot] = transaction;
        Words.set(cells, slot * CELL + VALUE, 0);
    }

    boolean isWarm(int slot) {
        return touchedBy[slot] < 0;
    }

    void setWarm(int slot, boolean warm) {
        int transaction = Math.abs(touchedBy[slot]);
        touchedBy[slot] = warm ? -transaction : transaction;
    }

    void copyValue(int slot, long[] s, int at) {
        System.arraycopy(cells, slot * CELL + VALUE, s, at, 4);
    }

    void copyOriginal(int slot, long[] s, int at) {
        System.arraycopy(cells, slot * CELL + ORIGINAL, s, at, 4);
    }

    void setValue(int slot, long[] s, int at) {
        System.arraycopy(s, at, cells, slot * CELL + VALUE, 4);
    }

    Word key(int slot) {
        return Word.at(cells, slot * CELL);
    }

    Word value(int slot) {
        return Word.at(cells, slot * CELL + VALUE);
    }

    boolean isChanged(int slot) {
        int cell = slot * CELL;
        return !Arrays.equals(cells, cell + VALUE, cell + VALUE + 4, cells, cell + COMMITTED, cell + COMMITTED + 4);
    }

    boolean holdsValues() {
        for (int slot = 0; slot < size; slot++) {
            if (!Words.isZero(cells, slot * CELL + VALUE)) return true;
        }
        return false;
    }

    /// The account is gone: nothing is stored and nothing beneath is to be seen any more.
    void wipe() {
        for (int slot = 0; slot < size; slot++) Arrays.fill(cells, slot * CELL + VALUE, slot * CELL + CELL, 0);
    }

    private int place(long[] s, int at) {
        return Words.hash(s[at] ^ seed, s[at + 1], s[at + 2], s[at + 3]);
    }

    private void enterIndex(int slot) {
        int mask = index.length - 1;
        int place = place(cells, slot * CELL) & mask;
        while (index[place] != 0) place = place + 1 & mask;
        index[place] = slot + 1;
    }

    private void grow() {
        cells = Arrays.copyOf(cells, cells.length * 2);
        touchedBy = Arrays.copyOf(touchedBy, touchedBy.length * 2);
        index = new int[index.length * 2];
        for (int slot = 0; slot < size; slot++) enterIndex(slot);
    }
}
