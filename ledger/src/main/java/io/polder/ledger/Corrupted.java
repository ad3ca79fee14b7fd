package io.polder.ledger;

import io.polder.protocol.encoding.Bytes;

/// A value is not what was written under its key. It is never served.
public final class Corrupted extends StoreException {
    private static final long serialVersionUID = 1L;

    private final transient Space space;
    private final transient Bytes key;

    public Corrupted(Space space, Bytes key, String expected, String got) {
        super("at " + space + " key " + key.toHex() + ": expected " + expected + ", got " + got);
        this.space = space;
        this.key = key;
    }

    public Space space() {
        return space;
    }

    public Bytes key() {
        return key;
    }
}
