package io.polder.protocol.tree;

import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.util.Comparator;
import java.util.List;

/// When a slot was written: the height of the block and the index of the transaction in it.
public record Version(long height, int index) implements Comparable<Version> {
    private static final Comparator<Version> ORDER =
            Comparator.comparingLong(Version::height).thenComparingInt(Version::index);

    public Version {
        if (height < 0 || index < 0) throw new Malformed("a height and an index of 0 or more", height + ", " + index);
    }

    public Cbor toCbor() {
        return Cbor.array(Cbor.of(height), Cbor.of(index));
    }

    public static Version ofCbor(Cbor cbor) {
        List<Cbor> parts = cbor.asArray(2);
        long index = parts.get(1).asCount();
        if (index > Integer.MAX_VALUE) throw new Malformed("an index of 31 bits", Long.toString(index));
        return new Version(parts.get(0).asCount(), (int) index);
    }

    @Override
    public int compareTo(Version other) {
        return ORDER.compare(this, other);
    }
}
