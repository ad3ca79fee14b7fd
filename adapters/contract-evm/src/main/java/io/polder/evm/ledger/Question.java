package io.polder.evm.ledger;

import io.polder.evm.state.Account;
import io.polder.evm.state.Code;
import io.polder.evm.transaction.AccessEntry;
import io.polder.evm.transaction.Authorization;
import io.polder.evm.transaction.EthereumTransaction;
import io.polder.evm.transaction.EthereumTransaction.DynamicFee;
import io.polder.evm.transaction.EthereumTransaction.Payload;
import io.polder.evm.transaction.EthereumTransaction.SetCode;
import io.polder.evm.transaction.Signature;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A map with texts for keys, as a simulation is asked for: docs/spec/evm.md, 8.
record Question(Cbor.Dictionary fields) {
    private static final int LISTED_MAX = 4_096;

    static Question of(Cbor item) {
        return new Question(item.asMap());
    }

    Optional<Cbor> find(String name) {
        return fields.find(Cbor.of(name)).filter(item -> !item.equals(Cbor.NULL));
    }

    Optional<Long> count(String name) {
        return find(name).map(Cbor::asCount);
    }

    Optional<Address> address(String name) {
        return find(name).map(item -> EvmEngine.address(item.asBytes()));
    }

    Optional<Word> word(String name) {
        return find(name).map(Question::word);
    }

    byte[] bytes(String name) {
        return find(name).map(item -> item.asBytes().toArray()).orElse(new byte[0]);
    }

    List<Cbor> list(String name) {
        List<Cbor> all = find(name).map(Cbor::asArray).orElse(List.of());
        if (all.size() > LISTED_MAX) throw new Malformed("at most " + LISTED_MAX + " " + name, all.size() + "");
        return all;
    }

    static Word word(Cbor item) {
        Bytes digits = item.asBytes();
        if (digits.size() > Word.BYTES) throw new Malformed("a word of 32 bytes", digits.size() + " bytes");
        return Word.of(digits.shared());
    }

    Address sender() {
        return address("from").orElse(Address.ZERO);
    }

    /// The call as a transaction that nobody has signed.
    EthereumTransaction transaction(Word chain, long nonce, long gas) {
        Payload payload = new Payload(nonce, gas, address("to"), word("value").orElse(Word.ZERO), bytes("data"));
        List<Authorization> authorizations = authorizations();
        return authorizations.isEmpty()
                ? new DynamicFee(chain, Gasless.NONE, payload, access(), Transactions.UNSIGNED)
                : new SetCode(chain, Gasless.NONE, payload, access(), authorizations, Transactions.UNSIGNED);
    }

    private List<AccessEntry> access() {
        List<AccessEntry> entries = new ArrayList<>();
        for (Cbor each : list("access")) {
            List<Cbor> parts = each.asArray(2);
            entries.add(new AccessEntry(
                    EvmEngine.address(parts.get(0).asBytes()),
                    parts.get(1).asArray().stream().map(Question::word).toList()));
        }
        return entries;
    }

    private List<Authorization> authorizations() {
        List<Authorization> all = new ArrayList<>();
        for (Cbor each : list("authorizations")) {
            List<Cbor> f = each.asArray(6);
            all.add(new Authorization(
                    word(f.get(0)),
                    EvmEngine.address(f.get(1).asBytes()),
                    f.get(2).asCount(),
                    new Signature((int) Math.min(f.get(3).asCount(), 2), word(f.get(4)), word(f.get(5)))));
        }
        return all;
    }

    /// Puts what the question says of accounts over the state.
    void override(LayeredState state) {
        for (Cbor each : list("accounts")) Question.of(each).overrideAccount(state);
    }

    private void overrideAccount(LayeredState state) {
        Address address = address("address").orElseThrow(() -> new Malformed("an account's address", "none"));
        Account before = state.account(address).orElse(Account.EMPTY);
        Word codeHash = find("code").isPresent() ? state.put(Code.of(bytes("code"))) : before.codeHash();
        state.put(
                address,
                new Account(
                        count("nonce").orElse(before.nonce()), word("balance").orElse(before.balance()), codeHash));
        if (find("state").isPresent()) state.wipe(address);
        for (String name : List.of("state", "diff"))
            for (Cbor each : list(name)) {
                List<Cbor> pair = each.asArray(2);
                state.put(address, word(pair.get(0)), word(pair.get(1)));
            }
    }
}
