package io.polder.protocol.encoding;

/// Foreign bytes are not what the specification says: names what was expected and what was got.
public final class Malformed extends RuntimeException {
    /// How many characters of what was got are told: foreign bytes do not decide how long our messages are.
    static final int GOT_MAX = 80;

    private static final long serialVersionUID = 1L;

    public Malformed(String expected, String got) {
        super("expected " + expected + ", got " + (got.length() > GOT_MAX ? got.substring(0, GOT_MAX) + "…" : got));
    }
}
