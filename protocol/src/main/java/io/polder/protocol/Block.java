package io.polder.protocol;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.tree.MerkleTree;
import java.util.List;

/// What a chain makes of a round: its header and every transaction with its receipt.
public record Block(Header header, List<Entry> entries) {
    public Block {
        entries = List.copyOf(entries);
    }

    public static Hash entriesRoot(List<Entry> entries) {
        return MerkleTree.root(entries.stream().map(Entry::leaf).toList());
    }

    public Bytes encode() {
        return Cbor.array(
                        Cbor.of(header.encode()),
                        Cbor.array(entries.stream().map(Entry::toCbor).toList()))
                .encode();
    }

    public static Block decode(Bytes bytes) {
        List<Cbor> items = Cbor.decode(bytes).asArray(2);
        return new Block(
                Header.decode(items.get(0).asBytes()),
                items.get(1).asArray().stream().map(Entry::of).toList());
    }
}
