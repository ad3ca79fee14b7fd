package io.polder.gateway;

import io.polder.protocol.Domain;

/// What a device without a clock needs before it can sign: where it is, the time, and a window that will be taken. All
/// times are epoch milliseconds.
public record TimeAdvice(Domain domain, long now, long validFrom, long expires) {
    static final long BACK_MS = 120_000;
    static final long AHEAD_MS = 600_000;

    static TimeAdvice at(Domain domain, long now) {
        return new TimeAdvice(domain, now, Math.max(0, now - BACK_MS), now + AHEAD_MS);
    }

    /// The names in it need no escape.
    public String json() {
        return "{\"network\":\"" + domain.network() + "\",\"chain\":\"" + domain.chain() + "\",\"now\":" + now
                + ",\"validFrom\":" + validFrom + ",\"expires\":" + expires + "}";
    }
}
