package io.polder.evm.trie;

import io.polder.evm.rlp.Rlp;
import io.polder.evm.state.Account;
import io.polder.evm.state.LogEntry;
import io.polder.evm.state.MemoryState;
import io.polder.evm.word.Address;
import io.polder.evm.word.Keccak;
import io.polder.evm.word.Word;
import java.util.List;
import java.util.SortedMap;

/// The hashes by which Ethereum's tests know a state and its logs.
public final class StateRoot {
    private StateRoot() {}

    public static Word of(MemoryState state) {
        SortedMap<byte[], byte[]> accounts = MerklePatricia.map();
        state.accounts()
                .forEach((address, account) ->
                        accounts.put(Keccak.hash(address.toBytes()), encode(account, storageRoot(state, address))));
        return MerklePatricia.root(accounts);
    }

    public static Word ofLogs(List<LogEntry> logs) {
        byte[] list = Rlp.list(logs.stream()
                .map(log -> Rlp.list(
                        Rlp.string(log.address().toBytes()),
                        Rlp.list(log.topics().stream()
                                .map(topic -> Rlp.string(topic.toBytes()))
                                .toList()),
                        Rlp.string(log.data())))
                .toList());
        return Word.of(Keccak.hash(list));
    }

    private static byte[] encode(Account account, Word storageRoot) {
        return Rlp.list(
                Rlp.number(account.nonce()),
                Rlp.number(account.balance()),
                Rlp.string(storageRoot.toBytes()),
                Rlp.string(account.codeHash().toBytes()));
    }

    private static Word storageRoot(MemoryState state, Address address) {
        SortedMap<byte[], byte[]> slots = MerklePatricia.map();
        state.storage(address).forEach((key, value) -> slots.put(Keccak.hash(key.toBytes()), Rlp.number(value)));
        return MerklePatricia.root(slots);
    }
}
