package io.polder.sync;

import io.polder.protocol.encoding.Bytes;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Writes the few DER forms (X.690) that a certificate needs.
final class Der {
    private static final DateTimeFormatter GENERALIZED =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Instant YEAR_2050 = Instant.parse("2050-01-01T00:00:00Z");

    private Der() {}

    static Bytes sequence(Bytes... items) {
        return tagged(0x30, Bytes.concat(items));
    }

    static Bytes set(Bytes item) {
        return tagged(0x31, item);
    }

    static Bytes integer(BigInteger value) {
        return tagged(0x02, Bytes.wrap(value.toByteArray()));
    }

    static Bytes utf8(String text) {
        return tagged(0x0c, Bytes.utf8(text));
    }

    static Bytes bits(Bytes content) {
        return tagged(0x03, Bytes.concat(Bytes.of((byte) 0), content));
    }

    /// RFC 5280, 4.1.2.5: UTCTime until 2049, GeneralizedTime from then on.
    static Bytes time(Instant time) {
        boolean late = !time.isBefore(YEAR_2050);
        String text = (late ? GENERALIZED : UTC).format(time);
        return tagged(late ? 0x18 : 0x17, Bytes.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    static Bytes tagged(int tag, Bytes content) {
        int size = content.size();
        ByteBuffer head = ByteBuffer.allocate(5);
        head.put((byte) tag);
        if (size < 0x80) head.put((byte) size);
        else if (size <= 0xff) head.put((byte) 0x81).put((byte) size);
        else head.put((byte) 0x82).putShort((short) size);
        if (size > 0xffff) throw new IllegalArgumentException("expected at most 65535 bytes, got " + size);
        return Bytes.concat(Bytes.wrap(head.array()).slice(0, head.position()), content);
    }
}
