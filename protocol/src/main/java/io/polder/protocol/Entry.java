package io.polder.protocol;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import java.util.List;

/// A transaction in its place in a block, with what became of it.
public record Entry(Transaction transaction, Receipt receipt) {
    /// The leaf in the block's tree of entries.
    public Bytes leaf() {
        return leaf(transaction.id(), transaction.wireHash(), receipt);
    }

    /// The leaf of a transaction whose wire bytes are known by their hash alone.
    public static Bytes leaf(Hash id, Hash wire, Receipt receipt) {
        return Bytes.concat(
                id.bytes(), wire.bytes(), Hash.of(receipt.toCbor().encode()).bytes());
    }

    public Cbor toCbor() {
        return Cbor.array(Cbor.of(transaction.wire()), receipt.toCbor());
    }

    public static Entry of(Cbor item) {
        List<Cbor> items = item.asArray(2);
        return new Entry(Transaction.decode(items.get(0).asBytes()), Receipt.of(items.get(1)));
    }
}
