package io.polder.ledger;

import io.polder.protocol.encoding.Bytes;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// Our own checksum beside the store's: CRC-32C over family, key and value, kept after the value. It covers the key, so
/// that a value read from a wrong place is found too. It is there against decay, for which CRC-32C is the fastest sure
/// answer (every burst of up to 32 bits); against forgery stand the hashes of headers and trees.
public final class Checksum {
    public static final int SIZE = Integer.BYTES;

    private Checksum() {}

    /// The value as it is to be stored under the key that the family knows.
    public static byte[] seal(Space space, Bytes fullKey, Bytes value) {
        byte[] sealed = new byte[value.size() + SIZE];
        System.arraycopy(value.shared(), 0, sealed, 0, value.size());
        ByteBuffer.wrap(sealed).putInt(value.size(), sum(space, fullKey, sealed, value.size()));
        return sealed;
    }

    /// The value that was stored, or `Corrupted`.
    public static Bytes open(Space space, Bytes fullKey, byte[] sealed) {
        int size = sealed.length - SIZE;
        if (size < 0)
            throw new Corrupted(space, space.local(fullKey), "a value with its checksum", sealed.length + " bytes");
        int kept = ByteBuffer.wrap(sealed).getInt(size);
        int sum = sum(space, fullKey, sealed, size);
        if (kept != sum)
            throw new Corrupted(
                    space, space.local(fullKey), "checksum " + Integer.toHexString(kept), Integer.toHexString(sum));
        byte[] value = new byte[size];
        System.arraycopy(sealed, 0, value, 0, size);
        return Bytes.wrap(value);
    }

    private static int sum(Space space, Bytes fullKey, byte[] value, int size) {
        CRC32C sum = new CRC32C();
        String family = space.family();
        for (int i = 0; i < family.length(); i++) sum.update(family.charAt(i));
        sum.update(0);
        sum.update(fullKey.size() >>> 8);
        sum.update(fullKey.size());
        sum.update(fullKey.shared());
        sum.update(value, 0, size);
        return (int) sum.getValue();
    }
}
