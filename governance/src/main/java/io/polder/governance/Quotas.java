package io.polder.governance;

/// What an organisation may send as a whole, and each of its things.
public record Quotas(Quota organisation, Quota thing) {}
