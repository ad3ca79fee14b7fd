package io.polder.evm.ledger;

import io.polder.evm.state.Account;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import io.polder.protocol.encoding.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Where accounts, storage and code lie in the state of the contract `evm`, and in which form: docs/spec/evm.md, 3.
public final class EvmKeys {
    private static final byte ACCOUNT = 'a';
    private static final byte STORAGE = 's';
    private static final byte CODE = 'c';
    private static final byte TRANSACTION = 'h';
    private static final byte LOG = 'l';

    private static final int WITHOUT_CODE = Long.BYTES + Word.BYTES;
    private static final int WITH_CODE = WITHOUT_CODE + Word.BYTES;

    private EvmKeys() {}

    public static Bytes account(Address address) {
        return key(ACCOUNT, address.toBytes());
    }

    public static Bytes slot(Address address, Word slot) {
        return key(STORAGE, address.toBytes(), slot.toBytes());
    }

    /// The beginning of the keys of all slots of an account.
    static Bytes slots(Address address) {
        return key(STORAGE, address.toBytes());
    }

    public static Bytes code(Word hash) {
        return key(CODE, hash.toBytes());
    }

    /// In the index: where the transaction with this Ethereum hash stands.
    static Bytes transaction(byte[] hash) {
        return key(TRANSACTION, hash);
    }

    /// In the index: that a transaction has a log with this address (0) or this topic (1 to 4).
    static Bytes log(int part, Word value, long height, int index) {
        ByteBuffer key = ByteBuffer.allocate(2 + Word.BYTES + Long.BYTES + Integer.BYTES);
        key.put(LOG).put((byte) part).put(value.toBytes()).putLong(height).putInt(index);
        return Bytes.wrap(key.array());
    }

    /// The last twelve bytes of a log's key: height and index of its transaction.
    static Bytes place(Bytes logKey) {
        return logKey.slice(logKey.size() - Long.BYTES - Integer.BYTES, logKey.size());
    }

    private static Bytes key(byte kind, byte[]... parts) {
        int size = 1;
        for (byte[] part : parts) size += part.length;
        ByteBuffer key = ByteBuffer.allocate(size).put(kind);
        for (byte[] part : parts) key.put(part);
        return Bytes.wrap(key.array());
    }

    static Bytes record(Account account) {
        boolean plain = account.codeHash().equals(Account.NO_CODE);
        ByteBuffer bytes = ByteBuffer.allocate(plain ? WITHOUT_CODE : WITH_CODE);
        bytes.putLong(account.nonce()).put(account.balance().toBytes());
        if (!plain) bytes.put(account.codeHash().toBytes());
        return Bytes.wrap(bytes.array());
    }

    static Account account(Bytes record) {
        byte[] bytes = record.shared();
        if (bytes.length != WITHOUT_CODE && bytes.length != WITH_CODE)
            throw new IllegalStateException("an account record of " + bytes.length + " bytes");
        Word codeHash = bytes.length == WITH_CODE ? Word.of(bytes, WITHOUT_CODE, Word.BYTES) : Account.NO_CODE;
        return new Account(ByteBuffer.wrap(bytes).getLong(), Word.of(bytes, Long.BYTES, Word.BYTES), codeHash);
    }

    /// A number without its leading zeros; zero is never kept.
    static Bytes value(Word word) {
        return Bytes.wrap(word.toDigits());
    }

    static Word word(Bytes digits) {
        return Word.of(digits.shared());
    }

    /// The key right after all that begin with the prefix.
    static Bytes after(Bytes prefix) {
        byte[] bytes = prefix.toArray();
        int last = bytes.length - 1;
        while (bytes[last] == -1) last--;
        bytes[last]++;
        return Bytes.wrap(Arrays.copyOf(bytes, last + 1));
    }
}
