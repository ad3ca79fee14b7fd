package io.polder.governance.council;

import io.polder.contract.Arguments;
import io.polder.contract.Context;
import io.polder.contract.Keys;
import io.polder.contract.Revert;
import io.polder.contract.Rights.Act;
import io.polder.protocol.Address;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The methods that only read. A private chain, and every proposal on it, is there for its owner alone.
record CouncilQueries(Context context, Charters charters, Optional<String> asker) {
    static Cbor run(String method, Cbor arguments, Context context) {
        Charters charters = Council.charters(context);
        CouncilQueries queries = new CouncilQueries(context, charters, charters.organisation(context.sender()));
        return switch (method) {
            case "charter" ->
                queries.charter(Arguments.of(arguments, 1).name(0)).shown();
            case "charters" -> queries.charters(Arguments.of(arguments, 2));
            case "proposal" -> queries.proposal(Arguments.of(arguments, 1).count(0));
            case "proposals" -> queries.proposals(Arguments.of(arguments, 3));
            case "preview" -> queries.preview(Arguments.of(arguments, 1).item(0));
            case "may" -> queries.may(Arguments.of(arguments, 5));
            default -> throw new Revert("unknown-method", "council has no method " + method);
        };
    }

    private boolean sees(Charter charter) {
        return !charter.hidden() || asker.filter(charter.members()::contains).isPresent();
    }

    private Charter charter(String chain) {
        charters.requireSeen(chain, asker);
        return charters.get(chain);
    }

    /// [after or null, limit]: as many chains are looked at as the limit says, and those that may be seen are shown.
    private Cbor charters(Arguments arguments) {
        Bytes prefix = Keys.of(Charter.KEY);
        Bytes from = arguments
                .optionalName(0)
                .map(after -> Keys.next(Charter.key(after)))
                .orElse(prefix);
        List<Cbor> shown = new ArrayList<>();
        for (Context.Item item : context.range(from, Keys.end(prefix), arguments.limit(1, context), false)) {
            Charter charter = Charter.decode(item.value());
            if (sees(charter)) shown.add(charter.shown());
        }
        return Cbor.array(shown);
    }

    private Cbor proposal(long id) {
        Proposal proposal = context.get(Proposal.key(id))
                .map(Proposal::decode)
                .filter(this::sees)
                .orElseThrow(() -> new Revert("unknown-proposal", "there is no proposal " + id + ": list them"));
        List<Cbor> votes = new ArrayList<>();
        Bytes prefix = Proposal.votes(id);
        for (Context.Item item : context.range(prefix, Keys.end(prefix), Charter.MEMBERS_MAX, false)) {
            List<Cbor> vote = Cbor.decode(item.value()).asArray(5);
            votes.add(Cbor.map(
                    Cbor.of("member"), Cbor.of(Keys.name(item.key(), prefix.size())),
                    Cbor.of("vote"), vote.get(0),
                    Cbor.of("by"), vote.get(1),
                    Cbor.of("transaction"), Cbor.of(vote.get(2).asHash().toHex()),
                    Cbor.of("height"), vote.get(3),
                    Cbor.of("time"), vote.get(4)));
        }
        Voting.Body body = body(proposal);
        return Cbor.map(
                Cbor.of("proposal"), Cbor.of(id),
                Cbor.of("chain"), Cbor.of(proposal.chain()),
                Cbor.of("state"), Cbor.of(state(proposal, body)),
                Cbor.of("by"), Cbor.of(proposal.proposer()),
                Cbor.of("opened"), Cbor.of(proposal.opened()),
                Cbor.of("ends"), Cbor.of(proposal.ends()),
                Cbor.of("since"), Cbor.of(proposal.since()),
                Cbor.of("needs"), proposal.live() ? Cbor.of(Voting.needs(body)) : Cbor.NULL,
                Cbor.of("motion"), proposal.motion(),
                Cbor.of("count"), Voting.count(context, proposal, body).shown(),
                Cbor.of("votes"), Cbor.array(votes));
    }

    private Voting.Body body(Proposal proposal) {
        return new Enactment(context, charters).body(Enactment.motion(proposal, charters));
    }

    private String state(Proposal proposal, Voting.Body body) {
        return proposal.expired(context.moment().time(), body.terms()) ? "expired" : proposal.state().text;
    }

    private boolean sees(Proposal proposal) {
        Optional<Charter> charter = charters.find(proposal.chain());
        if (charter.isPresent()) return sees(charter.get());
        // Not founded yet: its motion has the charter.
        return !(Enactment.motion(proposal, charters) instanceof Motion.FoundChain(Charter draft)) || sees(draft);
    }

    /// [chain or null, before: number or null, limit]: the newest first.
    private Cbor proposals(Arguments arguments) {
        Optional<String> chain = arguments.optionalName(0);
        long before = arguments.optional(1).map(Cbor::asCount).orElse(Long.MAX_VALUE);
        List<Cbor> shown = new ArrayList<>();
        Bytes first = Proposal.key(0);
        for (Context.Item item : context.range(first, Proposal.key(before), arguments.limit(2, context), true)) {
            Proposal proposal = Proposal.decode(item.value());
            if (chain.filter(c -> !c.equals(proposal.chain())).isPresent() || !sees(proposal)) continue;
            shown.add(Cbor.map(
                    Cbor.of("proposal"), Cbor.of(proposal.id()),
                    Cbor.of("chain"), Cbor.of(proposal.chain()),
                    Cbor.of("kind"),
                            proposal.motion().asMap().find(Cbor.of("kind")).orElse(Cbor.NULL),
                    Cbor.of("state"), Cbor.of(state(proposal, body(proposal))),
                    Cbor.of("by"), Cbor.of(proposal.proposer()),
                    Cbor.of("ends"), Cbor.of(proposal.ends())));
        }
        return Cbor.array(shown);
    }

    private Cbor preview(Cbor item) {
        Motions.chain(item).ifPresent(chain -> charters.requireSeen(chain, asker));
        Motion motion = Motions.of(item, charters);
        if (motion instanceof Motion.FoundChain(Charter draft) && !sees(draft))
            throw new Revert("not-a-member", "a private chain is founded by its owner alone");
        Enactment enactment = new Enactment(context, charters);
        enactment.check(motion);
        return new Preview(charters, enactment).of(motion, enactment.body(motion));
    }

    /// [chain, address, deploy, invoke, query or event, contract, method]: whether it may, by its own organisation.
    private Cbor may(Arguments arguments) {
        Address who = arguments.address(1);
        Party party = new Party(who, charters.organisation(who));
        return Cbor.of(charter(arguments.name(0))
                .permits(party, Act.of(arguments.text(2)), arguments.text(3), arguments.text(4)));
    }
}
