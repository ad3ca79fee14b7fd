package io.polder.chain;

import io.polder.contract.Archive;
import io.polder.contract.Context;
import io.polder.contract.Context.Item;
import io.polder.ledger.ChainLedger;
import io.polder.ledger.Range;
import io.polder.ledger.StateAt;
import io.polder.protocol.Header;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.tree.StateKey;
import java.util.List;
import java.util.Optional;

/// The past as far as this city keeps it.
final class KeptArchive implements Archive {
    private final ChainLedger ledger;
    private final StateAt state;

    KeptArchive(ChainLedger ledger, StateAt state) {
        this.ledger = ledger;
        this.state = state;
    }

    @Override
    public List<Context.Past> history(Bytes namespace, Bytes key, long from, int limit) {
        return state.history(new StateKey(namespace, key), from, limit).stream()
                .map(write -> new Context.Past(
                        write.version().height(),
                        ledger.header(write.version().height())
                                .map(Header::time)
                                .orElse(0L),
                        write.value()))
                .toList();
    }

    @Override
    public List<Item> indexed(String contract, Bytes from, Bytes to, int limit, boolean reverse) {
        Range range = new Range(from, to.isEmpty() ? Optional.empty() : Optional.of(to), reverse);
        return ledger.indexed(contract, range, limit).stream()
                .map(entry -> new Item(entry.key(), entry.value()))
                .toList();
    }
}
