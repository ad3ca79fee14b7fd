package io.polder.protocol;

import io.polder.protocol.encoding.Malformed;
import java.util.Locale;

/// The forms in which a signed transaction comes; the tag is the first byte on the wire and in its id.
public enum Envelope {
    COSE(1),
    FRAME(2),
    ETHEREUM(3),
    FABRIC(4);

    private final int tag;

    Envelope(int tag) {
        this.tag = tag;
    }

    public byte tag() {
        return (byte) tag;
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Envelope of(String text) {
        for (Envelope envelope : values()) if (envelope.text().equals(text)) return envelope;
        throw new Malformed("cose, frame, ethereum or fabric", "\"" + text + "\"");
    }

    public static Envelope of(byte tag) {
        for (Envelope envelope : values()) if (envelope.tag == tag) return envelope;
        throw new Malformed("an envelope tag from 1 to 4", Byte.toString(tag));
    }
}
