package io.polder.chain;

import java.util.Locale;

/// Why a transaction is not admitted; each has a text for programs that never changes.
public enum RefusalCode {
    MALFORMED,
    TOO_LARGE,
    UNKNOWN_CHAIN,
    ENVELOPE_NOT_ENABLED,
    BAD_WINDOW,
    NOT_YET_VALID,
    EXPIRED,
    REPLAYED,
    UNKNOWN_SENDER,
    UNKNOWN_KEY,
    SUSPENDED,
    BAD_SIGNATURE,
    OVERTAKEN,
    NOT_PERMITTED,
    /// The chain's policy lets the sender deploy nothing like this.
    MAY_NOT_DEPLOY,
    /// The chain's policy does not let the sender invoke this.
    MAY_NOT_TRANSACT,
    OVER_QUOTA,
    /// The outbox is full: come again later.
    BUSY,
    /// The node has stopped or failed and takes nothing.
    NOT_SERVING;

    private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

    public String text() {
        return text;
    }
}
