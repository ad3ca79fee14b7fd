package io.polder.evm.state;

import io.polder.evm.word.Address;
import io.polder.evm.word.Words;
import java.util.Arrays;

/// Accounts by address in the order they were first touched; looking one up from the stack allocates nothing.
final class AccountTable {
    private final long seed;
    private AccountState[] accounts = new AccountState[32];
    /// Number + 1 by hash, 0 for a free place; at most half full.
    private int[] index = new int[64];
    private int size;

    AccountTable(long seed) {
        this.seed = seed;
    }

    int size() {
        return size;
    }

    AccountState get(int number) {
        return accounts[number];
    }

    /// The account, or null if it is not here yet.
    AccountState find(int high, long middle, long low) {
        int mask = index.length - 1;
        int place = place(high, middle, low) & mask;
        while (index[place] != 0) {
            AccountState account = accounts[index[place] - 1];
            Address address = account.address;
            if (address.low() == low && address.middle() == middle && address.high() == high) return account;
            place = place + 1 & mask;
        }
        return null;
    }

    void add(AccountState account) {
        if (size == accounts.length) {
            accounts = Arrays.copyOf(accounts, size * 2);
            index = new int[index.length * 2];
            for (int number = 0; number < size; number++) enterIndex(number);
        }
        accounts[size] = account;
        enterIndex(size++);
    }

    private void enterIndex(int number) {
        Address address = accounts[number].address;
        int mask = index.length - 1;
        int place = place(address.high(), address.middle(), address.low()) & mask;
        while (index[place] != 0) place = place + 1 & mask;
        index[place] = number + 1;
    }

    private int place(int high, long middle, long low) {
        return Words.hash(low ^ seed, middle, high, 0);
    }
}
