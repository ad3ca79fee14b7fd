package io.polder.ledger;

import io.polder.protocol.encoding.Bytes;
import java.util.OptionalLong;

/// A value or a file is not what was written. It is never served.
public final class Corrupted extends StoreException {
    private static final long serialVersionUID = 1L;

    private final transient Finding finding;

    public Corrupted(Finding finding) {
        super(finding.toString());
        this.finding = finding;
    }

    public Corrupted(Space space, Bytes key, String expected, String got) {
        this(new Finding(space.toString(), "key " + key.toHex(), OptionalLong.empty(), expected, got));
    }

    public Finding finding() {
        return finding;
    }
}
