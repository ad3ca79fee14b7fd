package io.polder.governance;

import io.polder.contract.Revert;
import io.polder.protocol.Address;

/// Who may change what: the table in docs/spec/contracts.md, 3.
record Policy(Registry registry) {
    /// A change that concerns the whole network: any founding organisation by itself, until votes decide.
    void network(Address who) {
        boolean founder = who.kind() == Address.Kind.ORG
                && registry.organisation(who.name())
                        .filter(o -> o.founder() && o.active())
                        .isPresent();
        if (!founder) throw refusal("a founding organisation that is active", who);
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
