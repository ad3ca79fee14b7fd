package io.polder.protocol.x509;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Malformed;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Reads DER items one after another: tags of one byte, lengths in their one shortest form (X.690, 10.1).
final class DerReader {
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;
    static final int INTEGER = 0x02;
    static final int BOOLEAN = 0x01;
    static final int BITS = 0x03;
    static final int OCTETS = 0x04;
    static final int OID = 0x06;
    private static final int LONG_FORM = 0x80;
    private static final int LENGTH_BYTES_MAX = 2;

    private final Bytes bytes;
    private int at;

    DerReader(Bytes bytes) {
        this.bytes = bytes;
    }

    boolean more() {
        return at < bytes.size();
    }

    /// The tag of the next item; -1 at the end.
    int tag() {
        return more() ? bytes.at(at) & 0xff : -1;
    }

    /// The content of the next item, which must have this tag.
    Bytes take(int tag) {
        int[] span = span(tag);
        at = span[1];
        return bytes.slice(span[0], span[1]);
    }

    /// The next item whole, with tag and length.
    Bytes whole(int tag) {
        int from = at;
        int[] span = span(tag);
        at = span[1];
        return bytes.slice(from, span[1]);
    }

    DerReader open(int tag) {
        return new DerReader(take(tag));
    }

    private int[] span(int tag) {
        if (tag() != tag) throw new Malformed("a DER item of tag " + tag, tag() < 0 ? "the end" : "tag " + tag());
        int from = at + 1;
        int length = octet(from++);
        if (length >= LONG_FORM) {
            int count = length - LONG_FORM;
            if (count < 1 || count > LENGTH_BYTES_MAX) throw new Malformed("a length of 1 to 3 bytes", count + " more");
            length = 0;
            for (int i = 0; i < count; i++) length = length << 8 | octet(from++);
            if (length < LONG_FORM || count == LENGTH_BYTES_MAX && length <= 0xff)
                throw new Malformed("a length in its shortest form", "a longer one");
        }
        if (length > bytes.size() - from)
            throw new Malformed("a DER item of " + length + " bytes", (bytes.size() - from) + " bytes");
        return new int[] {from, from + length};
    }

    private int octet(int index) {
        if (index >= bytes.size()) throw new Malformed("a DER length", "the end");
        return bytes.at(index) & 0xff;
    }

    BigInteger integer() {
        Bytes content = take(INTEGER);
        if (content.isEmpty()) throw new Malformed("an integer", "no bytes");
        boolean padded = content.size() > 1
                && (content.at(0) == 0 && content.at(1) >= 0 || content.at(0) == -1 && content.at(1) < 0);
        if (padded) throw new Malformed("an integer in its shortest form", "a longer one");
        return new BigInteger(content.shared());
    }

    /// The whole bytes of a bit string.
    Bytes bits() {
        Bytes content = take(BITS);
        if (content.isEmpty() || content.at(0) != 0) throw new Malformed("a bit string of whole bytes", "another");
        return content.slice(1, content.size());
    }

    boolean bool() {
        Bytes content = take(BOOLEAN);
        if (content.size() != 1 || content.at(0) != 0 && content.at(0) != -1)
            throw new Malformed("a boolean of 0 or 255", "another");
        return content.at(0) != 0;
    }

    String ascii(int tag) {
        return plain(tag).orElseThrow(() -> new Malformed("ASCII", "another byte"));
    }

    /// The text, if all its characters are printable ASCII.
    Optional<String> plain(int tag) {
        Bytes content = take(tag);
        for (byte b : content.shared()) if (b < ' ' || b > '~') return Optional.empty();
        return Optional.of(new String(content.shared(), StandardCharsets.US_ASCII));
    }

    void end() {
        if (more()) throw new Malformed("the end of a DER item", (bytes.size() - at) + " bytes more");
    }
}
