package io.polder.contract;

import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.encoding.Malformed;
import java.util.Locale;

/// Who may do what on a chain, by its policy as the authority chain holds it at the height that the block sees.
@FunctionalInterface
public interface Rights {
    /// What a function of a policy is about.
    enum Act {
        DEPLOY,
        INVOKE,
        QUERY,
        EVENT;

        private final String text = name().toLowerCase(Locale.ROOT);

        public String text() {
            return text;
        }

        public static Act of(String text) {
            for (Act act : values()) if (act.text.equals(text)) return act;
            throw new Malformed("deploy, invoke, query or event", "\"" + text + "\"");
        }

        /// What a call asks for.
        public static Act of(Call call) {
            return call instanceof Call.Deploy ? DEPLOY : INVOKE;
        }
    }

    /// Everybody may everything: for chains without a policy, and tests.
    Rights OPEN = (who, act, contract, method) -> true;

    /// Whether an address may do this to a method of a contract (for an event: its topic; for a deployment: the
    /// framework).
    boolean permits(Address who, Act act, String contract, String method);
}
