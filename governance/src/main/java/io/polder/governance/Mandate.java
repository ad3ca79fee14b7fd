package io.polder.governance;

/// For which organisation an address acts, and as what; not active while the organisation is suspended.
public record Mandate(String organisation, Role role, boolean active) {}
