package io.polder.chain;

import io.polder.contract.Rights;
import io.polder.contract.StateReader;
import io.polder.governance.Authority;
import io.polder.governance.Mandate;
import io.polder.governance.council.Charter;
import io.polder.governance.council.Council;
import io.polder.governance.council.Party;
import io.polder.protocol.Address;
import io.polder.protocol.ChainSpec;
import io.polder.things.Things;
import java.util.Optional;

/// Who may do what on one chain, by the authority chain at one height. The charter depends on that height alone, so it
/// is
/// kept until the height changes.
final class ChainRights {
    private record Kept(Optional<Senders.Authorities> by, Optional<Charter> charter) {}

    private final String chain;
    private volatile Kept kept = new Kept(Optional.empty(), Optional.empty());

    ChainRights(String chain) {
        this.chain = chain;
    }

    Optional<Charter> charter(Senders.Authorities authorities) {
        Kept now = kept;
        if (now.by.filter(by -> by == authorities).isEmpty()) {
            now = new Kept(Optional.of(authorities), Council.charter(authorities.state(), chain));
            kept = now;
        }
        return now.charter;
    }

    /// The council is open to all: it judges by itself who may decide, so no policy can shut out those who would change
    /// it.
    Rights at(Senders.Authorities authorities) {
        Optional<Charter> charter = charter(authorities);
        return (who, act, contract, method) -> chain.equals(ChainSpec.AUTHORITY) && contract.equals(Council.NAME)
                || charter.filter(c -> c.permits(party(who, authorities.state()), act, contract, method))
                        .isPresent();
    }

    /// Whether somebody may read anything of the chain.
    boolean sees(Address who, Senders.Authorities authorities) {
        return charter(authorities)
                .filter(c -> c.sees(party(who, authorities.state())))
                .isPresent();
    }

    private static Party party(Address who, StateReader state) {
        Optional<String> organisation = who.kind() == Address.Kind.THING
                ? Things.find(state, who.name()).map(thing -> thing.home().organisation())
                : Authority.mandate(state, who).filter(Mandate::active).map(Mandate::organisation);
        return new Party(who, organisation);
    }
}
