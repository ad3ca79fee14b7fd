package io.polder.evm.fork;

/// The rule sets this engine knows, oldest first; chosen per chain and height.
public enum Fork {
    SHANGHAI,
    CANCUN,
    PRAGUE,
    OSAKA;

    /// True if this fork has what `other` brought.
    public boolean has(Fork other) {
        return compareTo(other) >= 0;
    }
}
