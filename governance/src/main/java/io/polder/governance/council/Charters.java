package io.polder.governance.council;

import io.polder.contract.Revert;
import io.polder.contract.StateReader;
import io.polder.governance.Authority;
import io.polder.governance.Mandate;
import io.polder.governance.Role;
import io.polder.protocol.Address;
import io.polder.protocol.ChainSpec;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// What the authority chain's state says of chains and of who speaks for their members.
record Charters(StateReader council, StateReader authority) {
    Optional<Charter> find(String chain) {
        return council.read(Council.NAME, Charter.key(chain)).map(Charter::decode);
    }

    Charter get(String chain) {
        return find(chain).orElseThrow(() -> unknown(chain));
    }

    /// A hidden chain is there for its owner alone: whoever else names it is told what it would be told of none, for
    /// the
    /// same gas, as its name alone says who the owner is.
    void requireSeen(String chain, Optional<String> organisation) {
        if (ChainSpec.owner(chain).isPresent() && !ChainSpec.owner(chain).equals(organisation)) throw unknown(chain);
        find(chain)
                .filter(c ->
                        c.hidden() && organisation.filter(c.members()::contains).isEmpty())
                .ifPresent(c -> {
                    throw unknown(chain);
                });
    }

    /// Whether a name is that of a private chain, or of its cluster, whose owner does not answer for who asks.
    boolean concealed(String name, Address who) {
        Optional<String> owner = ChainSpec.owner(name);
        return owner.isPresent() && !owner.equals(organisation(who));
    }

    boolean hidden(Proposal proposal, String organisation) {
        Optional<Charter> charter = find(proposal.chain());
        if (charter.isEmpty() && Enactment.motion(proposal, this) instanceof Motion.FoundChain(Charter draft))
            charter = Optional.of(draft);
        return charter.filter(c -> c.hidden() && !c.members().contains(organisation))
                .isPresent();
    }

    private static Revert unknown(String chain) {
        return new Revert("unknown-chain", "there is no chain " + chain);
    }

    boolean active(String organisation) {
        return Authority.active(authority, organisation);
    }

    /// The members that vote: a suspended one neither does nor counts.
    SortedSet<String> voters(SortedSet<String> members) {
        SortedSet<String> voters = new TreeSet<>();
        for (String member : members) if (active(member)) voters.add(member);
        return voters;
    }

    /// The organisation for which an address votes: itself, or as its admin.
    String speaksFor(Address who) {
        return Authority.mandate(authority, who)
                .filter(m -> m.active() && (m.role() == Role.OWNER || m.role() == Role.ADMIN))
                .map(Mandate::organisation)
                .orElseThrow(() ->
                        new Revert("not-a-member", "expected a member organisation or an admin of it, got " + who));
    }

    /// The organisation that answers for who asks, if any does.
    Optional<String> organisation(Address who) {
        return Authority.mandate(authority, who).filter(Mandate::active).map(Mandate::organisation);
    }
}
