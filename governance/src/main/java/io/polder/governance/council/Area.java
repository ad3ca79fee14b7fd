package io.polder.governance.council;

import io.polder.contract.Rights.Act;
import java.util.Locale;

/// What a decision is about; each has a threshold of its own.
public enum Area {
    /// Who may deploy.
    DEPLOY,
    /// Who may invoke.
    TRANSACT,
    /// Who may query and follow events.
    READ,
    /// Who is a member.
    ADMIT,
    /// Thresholds and terms, quotas, and all that is not one of the others.
    POLICY;

    private final String text = name().toLowerCase(Locale.ROOT);

    public String text() {
        return text;
    }

    static Area of(Act act) {
        return switch (act) {
            case DEPLOY -> DEPLOY;
            case INVOKE -> TRANSACT;
            case QUERY, EVENT -> READ;
        };
    }
}
