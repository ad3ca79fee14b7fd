package io.polder.raft;

import io.polder.protocol.encoding.Bytes;
import java.nio.ByteBuffer;

/// Writes the few DER forms (X.690) that a certificate needs.
final class Der {
    private static final int CONTENT_MAX = 0xffff;

    private Der() {}

    static Bytes sequence(Bytes... items) {
        return tagged(0x30, Bytes.concat(items));
    }

    static Bytes set(Bytes item) {
        return tagged(0x31, item);
    }

    static Bytes utf8(String text) {
        return tagged(0x0c, Bytes.utf8(text));
    }

    static Bytes bits(Bytes content) {
        return tagged(0x03, Bytes.concat(Bytes.of((byte) 0), content));
    }

    static Bytes tagged(int tag, Bytes content) {
        int size = content.size();
        if (size > CONTENT_MAX)
            throw new IllegalArgumentException("expected at most " + CONTENT_MAX + " bytes, got " + size);
        ByteBuffer head = ByteBuffer.allocate(4).put((byte) tag);
        if (size < 0x80) head.put((byte) size);
        else if (size <= 0xff) head.put((byte) 0x81).put((byte) size);
        else head.put((byte) 0x82).putShort((short) size);
        return Bytes.concat(Bytes.wrap(head.array()).slice(0, head.position()), content);
    }
}
