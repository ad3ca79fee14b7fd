package io.polder.evm.ledger;

import io.polder.contract.Context;
import io.polder.contract.Ground;
import io.polder.evm.network.Network;
import io.polder.evm.state.Account;
import io.polder.evm.state.Code;
import io.polder.evm.state.StateChanges;
import io.polder.evm.state.StateChanges.AccountChange;
import io.polder.evm.state.StateChanges.SlotChange;
import io.polder.evm.state.StateReader;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import io.polder.protocol.encoding.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// The accounts of a chain as its state tree holds them, one slot per record: what does not change costs nothing.
final class LedgerState implements StateReader {
    private static final int WIPED_AT_ONCE = 256;
    /// Solidity asks whether there is code before it calls; at a system address there is one byte that stops.
    private static final Code SYSTEM_CODE = Code.of(new byte[] {(byte) 0xfe});

    private static final Account SYSTEM = new Account(1, Word.ZERO, SYSTEM_CODE.hash());

    private final Function<Bytes, Optional<Bytes>> slots;
    private final Predicate<Bytes> holdsAny;

    private LedgerState(Function<Bytes, Optional<Bytes>> slots, Predicate<Bytes> holdsAny) {
        this.slots = slots;
        this.holdsAny = holdsAny;
    }

    static LedgerState of(Ground ground) {
        return new LedgerState(
                ground::get,
                prefix -> !ground.range(prefix, EvmKeys.after(prefix), 1).isEmpty());
    }

    /// For questions about accounts alone.
    static LedgerState of(io.polder.contract.StateReader reader) {
        return new LedgerState(key -> reader.read(EvmEngine.NAME, key), prefix -> false);
    }

    @Override
    public Optional<Account> account(Address address) {
        Optional<Account> kept = slots.apply(EvmKeys.account(address)).map(EvmKeys::account);
        return kept.isEmpty() && Network.isSystem(address) ? Optional.of(SYSTEM) : kept;
    }

    @Override
    public Word storage(Address address, Word key) {
        return slots.apply(EvmKeys.slot(address, key)).map(EvmKeys::word).orElse(Word.ZERO);
    }

    @Override
    public byte[] code(Word hash) {
        if (hash.equals(SYSTEM.codeHash())) return SYSTEM_CODE.toBytes();
        return slots.apply(EvmKeys.code(hash))
                .map(Bytes::shared)
                .orElseThrow(() -> new IllegalStateException("an account with code " + hash + ", which is not kept"));
    }

    @Override
    public boolean hasStorage(Address address) {
        return holdsAny.test(EvmKeys.slots(address));
    }

    static void write(StateChanges changes, Ground ground) {
        for (AccountChange change : changes.accounts()) {
            Bytes key = EvmKeys.account(change.address());
            change.account().ifPresentOrElse(a -> ground.put(key, EvmKeys.record(a)), () -> ground.remove(key));
            change.newCode().ifPresent(code -> ground.put(EvmKeys.code(code.hash()), Bytes.wrap(code.toBytes())));
            if (change.storageWiped()) wipe(EvmKeys.slots(change.address()), ground);
            for (SlotChange slot : change.slots()) {
                Bytes at = EvmKeys.slot(change.address(), slot.key());
                if (slot.value().isZero()) ground.remove(at);
                else ground.put(at, EvmKeys.value(slot.value()));
            }
        }
    }

    private static void wipe(Bytes prefix, Ground ground) {
        List<Context.Item> found = ground.range(prefix, EvmKeys.after(prefix), WIPED_AT_ONCE);
        while (!found.isEmpty()) {
            found.forEach(item -> ground.remove(item.key()));
            found = ground.range(prefix, EvmKeys.after(prefix), WIPED_AT_ONCE);
        }
    }
}
