package io.polder.ledger;

import io.polder.protocol.encoding.Bytes;
import java.util.Optional;

/// The keys from one, inclusive, up to another, exclusive, read upwards or downwards.
public record Range(Bytes from, Optional<Bytes> to, boolean reverse) {
    public static final Range ALL = new Range(Bytes.EMPTY, Optional.empty(), false);

    public static Range from(Bytes from) {
        return new Range(from, Optional.empty(), false);
    }

    public static Range between(Bytes from, Bytes to) {
        return new Range(from, Optional.of(to), false);
    }

    /// All keys that begin with the prefix.
    public static Range prefix(Bytes prefix) {
        return new Range(prefix, after(prefix), false);
    }

    public Range reversed() {
        return new Range(from, to, !reverse);
    }

    public boolean holds(Bytes key) {
        return key.compareTo(from) >= 0 && (to.isEmpty() || key.compareTo(to.get()) < 0);
    }

    /// The same keys as the space's family knows them.
    public Range within(Space space) {
        if (space.prefix().isEmpty()) return this;
        Optional<Bytes> end = to.isPresent() ? to.map(space::full) : after(space.prefix());
        return new Range(space.full(from), end, reverse);
    }

    /// The first key after all that begin with the prefix; none if the prefix is all 0xff.
    private static Optional<Bytes> after(Bytes prefix) {
        int size = prefix.size();
        while (size > 0 && prefix.at(size - 1) == (byte) 0xff) size--;
        if (size == 0) return Optional.empty();
        byte[] next = prefix.slice(0, size).toArray();
        next[size - 1]++;
        return Optional.of(Bytes.wrap(next));
    }
}
