package io.polder.governance;

/// What an organisation may send as a whole, and each of its things.
public record Quotas(Quota organisation, Quota thing) {
    /// Each sender that no organisation answers for, where nothing else is said of it.
    public static final String ANYONE = "anyone";
    /// All senders that no organisation answers for, together.
    public static final String STRANGERS = "strangers";
}
