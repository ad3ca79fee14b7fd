package io.polder.raft;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Malformed;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// What one member sends at once, transactions or messages: its number (8 bytes), then each with its length (4 bytes).
record Parcel(long sender, List<Bytes> items) {
    static final int BYTES_MAX = 1 << 20;
    static final int ITEM_HEAD = Integer.BYTES;

    Parcel {
        items = List.copyOf(items);
    }

    ByteBuffer encode() {
        int size =
                Long.BYTES + items.stream().mapToInt(i -> ITEM_HEAD + i.size()).sum();
        ByteBuffer written = ByteBuffer.allocate(size).putLong(sender);
        for (Bytes item : items) written.putInt(item.size()).put(item.shared());
        return written.flip();
    }

    static Parcel decode(ByteBuffer from) {
        try {
            long sender = from.getLong();
            List<Bytes> items = new ArrayList<>();
            while (from.hasRemaining()) {
                int size = from.getInt();
                if (size < 0 || size > from.remaining())
                    throw new Malformed("an item of at most " + from.remaining() + " bytes", Integer.toString(size));
                byte[] item = new byte[size];
                from.get(item);
                items.add(Bytes.wrap(item));
            }
            return new Parcel(sender, items);
        } catch (BufferUnderflowException e) {
            throw new Malformed("a parcel that is whole", "one that ends early");
        }
    }
}
