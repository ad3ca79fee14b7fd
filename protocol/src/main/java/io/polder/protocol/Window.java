package io.polder.protocol;

/// When a transaction may take effect, by the time of blocks alone: from the first to before the last, in epoch
/// milliseconds.
public record Window(long validFrom, long expires) {
    public static final long SPAN_MAX_MS = 24L * 60 * 60 * 1000;

    public boolean wellFormed() {
        return validFrom >= 0 && expires > validFrom && expires - validFrom <= SPAN_MAX_MS;
    }

    public boolean begun(long time) {
        return time >= validFrom;
    }

    public boolean expired(long time) {
        return time >= expires;
    }
}
