package io.polder.contract;

import io.polder.contract.Context.Item;
import io.polder.protocol.encoding.Bytes;
import java.util.List;

/// What only queries may read, because each city keeps as much of it as it likes.
public interface Archive {
    /// For transactions: nothing of it.
    Archive CLOSED = new Archive() {
        @Override
        public List<Context.Past> history(Bytes namespace, Bytes key, long from, int limit) {
            throw new Revert("queries-only", "a transaction cannot read history: each city keeps its own share of it");
        }

        @Override
        public List<Item> indexed(String contract, Bytes from, Bytes to, int limit, boolean reverse) {
            throw new Revert("queries-only", "a transaction cannot read an index: it is outside the agreed state");
        }
    };

    List<Context.Past> history(Bytes namespace, Bytes key, long from, int limit);

    List<Item> indexed(String contract, Bytes from, Bytes to, int limit, boolean reverse);
}
