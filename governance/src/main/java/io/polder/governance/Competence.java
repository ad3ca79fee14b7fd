package io.polder.governance;

import io.polder.contract.Revert;
import io.polder.protocol.Address;

/// Who may change what: the table in docs/spec/contracts.md, 3.
record Competence(Registry registry) {
    private static final Address COUNCIL = new Address(Address.Kind.CONTRACT, "council");

    /// A change that concerns the whole network: the council alone, once its members have voted.
    void network(Address who) {
        if (!who.equals(COUNCIL)) throw refusal("a vote of the founding organisations: propose it", who);
    }

    /// To appoint, dismiss or give keys to somebody of this role in the organisation.
    void govern(Address who, String organisation, Role role) {
        boolean governs = registry.mandate(who)
                .filter(m -> m.active() && m.organisation().equals(organisation))
                .filter(m -> m.role().governs(role))
                .isPresent();
        if (!governs) throw refusal("who governs " + role.text() + "s of org:" + organisation, who);
    }

    /// To change the keys of an address: itself, or who governs it.
    void keys(Address who, Address target) {
        Mandate mandate =
                registry.mandate(target).orElseThrow(() -> new Revert("unknown-identity", target + " is nobody here"));
        if (who.equals(target) && mandate.active()) return;
        govern(who, mandate.organisation(), mandate.role());
    }

    private static Revert refusal(String expected, Address got) {
        return new Revert("not-permitted", "expected " + expected + ", got " + got);
    }
}
