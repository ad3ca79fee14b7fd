package io.polder.protocol.encoding;

/// Foreign bytes are not what the specification says: names what was expected and what was got.
public final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Malformed(String expected, String got) {
        super("expected " + expected + ", got " + got);
    }
}
