package io.polder.things;

import io.polder.contract.Keys;
import io.polder.protocol.Origin;
import io.polder.protocol.encoding.Bytes;
import java.nio.ByteBuffer;

/// The keys under which readings are found, in the state and in the index: docs/spec/contracts.md, 5.
final class ReadingKeys {
    static final char LATEST = 'l';
    static final char HISTORY = 'r';
    static final char TRANSACTION = 't';
    /// Time, height, transaction, place in the frame and origin.
    private static final int PLACE = 8 + 8 + 4 + 4 + 1;

    private ReadingKeys() {}

    static Bytes latest(String thing, String name, Origin origin) {
        return Bytes.concat(Keys.below(LATEST, thing, name), Bytes.of((byte) origin.ordinal()));
    }

    static Bytes history(Bytes below, long time, Place place) {
        byte[] prefix = below.shared();
        return Bytes.wrap(ByteBuffer.allocate(prefix.length + PLACE)
                .put(prefix)
                .putLong(time)
                .putLong(place.height)
                .putInt(place.transaction)
                .putInt(place.index)
                .put((byte) place.origin.ordinal())
                .array());
    }

    /// The first key of a time.
    static Bytes from(Bytes below, long time) {
        return Bytes.concat(
                below, Bytes.wrap(ByteBuffer.allocate(8).putLong(time).array()));
    }

    static Bytes transaction(long height, int transaction) {
        return Bytes.wrap(ByteBuffer.allocate(13)
                .put((byte) TRANSACTION)
                .putLong(height)
                .putInt(transaction)
                .array());
    }

    /// Where a reading stands in its chain: block, transaction and place in the frame, and whose word it is.
    record Place(long height, int transaction, int index, Origin origin) {
        static Place of(Bytes key) {
            ByteBuffer place = ByteBuffer.wrap(key.shared(), key.size() - PLACE + 8, PLACE - 8);
            return new Place(place.getLong(), place.getInt(), place.getInt(), Origin.of(place.get()));
        }
    }
}
