package io.polder.ledger;

import io.polder.protocol.encoding.Bytes;

/// A part of a store with keys of its own: a family (a column family where the store has them) and, in it, a prefix
/// before every key. No prefix in a family may begin with another one.
public record Space(String family, Bytes prefix) {
    public static Space of(String family) {
        return new Space(family, Bytes.EMPTY);
    }

    /// The part of this space whose keys begin with the prefix.
    public Space within(Bytes more) {
        return new Space(family, Bytes.concat(prefix, more));
    }

    /// The key as the family knows it.
    public Bytes full(Bytes key) {
        return prefix.isEmpty() ? key : Bytes.concat(prefix, key);
    }

    /// The key in this space of a key that the family knows.
    public Bytes local(Bytes full) {
        return prefix.isEmpty() ? full : full.slice(prefix.size(), full.size());
    }

    @Override
    public String toString() {
        return prefix.isEmpty() ? family : family + "/" + prefix.toHex();
    }
}
