package io.polder.governance.council;

import io.polder.contract.Arguments;
import io.polder.contract.Context;
import io.polder.contract.Keys;
import io.polder.contract.Revert;
import io.polder.governance.council.Proposal.State;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/// Brings motions in, takes votes, and brings what is decided into effect.
final class Voting {
    static final char DELEGATION = 'd';
    static final char TOUCHED = 't';
    private static final Bytes LAST = Keys.of('n');

    private final Context context;
    private final Charters charters;
    private final long time;

    Voting(Context context) {
        this.context = context;
        this.charters = Council.charters(context);
        this.time = context.moment().time();
    }

    /// Who decides on a motion, by which thresholds and terms.
    record Body(SortedSet<String> members, List<Threshold> thresholds, Terms terms) {}

    /// [motion]: its proposer votes yes by it.
    long propose(Cbor item) {
        String proposer = charters.speaksFor(context.caller());
        Motions.chain(item).ifPresent(chain -> charters.requireSeen(chain, Optional.of(proposer)));
        Motion motion = Motions.of(item, charters);
        Enactment enactment = new Enactment(context, charters);
        Body body = enactment.body(motion);
        requireMember(body, proposer);
        enactment.check(motion);
        Bytes touched = Bytes.concat(Keys.of(TOUCHED), Bytes.utf8(motion.touches()));
        Optional<Proposal> other =
                context.get(touched).map(id -> find(Cbor.decode(id).asCount()));
        if (other.filter(p -> p.live() && !p.expired(time, body.terms)).isPresent())
            throw new Revert(
                    "conflicting",
                    "proposal " + other.get().id() + " on the " + motion.touches()
                            + " is under vote: vote on it, or wait for its end");
        long id = context.get(LAST).map(last -> Cbor.decode(last).asCount()).orElse(0L) + 1;
        context.put(LAST, Cbor.of(id).encode());
        context.put(touched, Cbor.of(id).encode());
        long ends = time + body.terms.period() * 1_000;
        Proposal proposal = new Proposal(id, motion.toCbor(), motion.chain(), proposer, time, ends, State.OPEN, time);
        announce("proposed", id);
        cast(proposal, proposer, Count.YES);
        settle(proposal, motion, body);
        return id;
    }

    /// [proposal, yes, no or abstain]
    Cbor vote(Arguments arguments) {
        Proposal proposal = seen(arguments.count(0));
        String choice = arguments.text(1);
        if (!List.of(Count.YES, Count.NO, Count.ABSTAIN).contains(choice))
            throw new Malformed("yes, no or abstain", "\"" + choice + "\"");
        String voter = charters.speaksFor(context.caller());
        Motion motion = Enactment.motion(proposal, charters);
        Body body = new Enactment(context, charters).body(motion);
        requireMember(body, voter);
        if (proposal.state() != State.OPEN) throw proposal.closed();
        if (time >= proposal.ends())
            throw new Revert(
                    "ended",
                    "votes on proposal " + proposal.id() + " ended at " + Instant.ofEpochMilli(proposal.ends())
                            + ": bring it in again");
        if (context.get(Proposal.vote(proposal.id(), voter)).isPresent())
            throw new Revert("voted-already", voter + " has voted on proposal " + proposal.id() + ": a vote stands");
        new Enactment(context, charters).fresh(motion);
        cast(proposal, voter, choice);
        settle(proposal, motion, body);
        return Cbor.NULL;
    }

    /// [proposal]: after the lock, or after the period when those who voted are to decide.
    Cbor enact(long id) {
        Proposal proposal = seen(id);
        String member = charters.speaksFor(context.caller());
        Motion motion = Enactment.motion(proposal, charters);
        Body body = new Enactment(context, charters).body(motion);
        requireMember(body, member);
        if (!proposal.live()) throw proposal.closed();
        if (proposal.expired(time, body.terms))
            throw new Revert("ended", "proposal " + id + " has expired: bring it in again");
        if (proposal.state() == State.OPEN) {
            if (!count(proposal, body).passes(body.thresholds, body.terms, time >= proposal.ends()))
                throw new Revert("not-decided", "proposal " + id + " lacks votes: " + needs(body) + ": ask for them");
            decided(proposal, motion, body);
        } else if (time < proposal.since() + body.terms.lock() * 1_000)
            throw new Revert(
                    "locked",
                    "proposal " + id + " takes effect from " + (proposal.since() + body.terms.lock() * 1_000)
                            + ": enact it then");
        else enacted(proposal, motion);
        return Cbor.NULL;
    }

    /// [proposal]: by who brought it in.
    Cbor withdraw(long id) {
        Proposal proposal = seen(id);
        if (!charters.speaksFor(context.caller()).equals(proposal.proposer()))
            throw new Revert("not-proposer", "expected " + proposal.proposer() + ", who brought it in");
        if (!proposal.live()) throw proposal.closed();
        put(proposal.now(State.WITHDRAWN, time));
        announce("withdrawn", id);
        return Cbor.NULL;
    }

    /// [chain, member, or null to vote oneself again]
    Cbor delegate(Arguments arguments) {
        Optional<String> to = arguments.optionalName(1);
        String member = charters.speaksFor(context.caller());
        charters.requireSeen(arguments.name(0), Optional.of(member));
        Charter charter = charters.get(arguments.name(0));
        requireMember(charter.members(), member);
        String chain = charter.spec().name();
        if (to.isEmpty()) {
            context.remove(Keys.of(DELEGATION, chain, member));
            return Cbor.NULL;
        }
        requireMember(charter.members(), to.get());
        SortedMap<String, String> delegations = delegations(context, chain);
        Optional<String> at = to;
        for (int hops = 0; at.isPresent() && hops <= Charter.MEMBERS_MAX; hops++) {
            if (at.get().equals(member))
                throw new Revert(
                        "cyclic-delegation", to.get() + " votes through " + member + " already: vote yourself");
            at = Optional.ofNullable(delegations.get(at.get()));
        }
        context.put(Keys.of(DELEGATION, chain, member), Cbor.of(to.get()).encode());
        context.emit(
                "delegated",
                Cbor.map(
                        Cbor.of("chain"),
                        Cbor.of(chain),
                        Cbor.of("from"),
                        Cbor.of(member),
                        Cbor.of("to"),
                        Cbor.of(to.get())));
        return Cbor.NULL;
    }

    private void cast(Proposal proposal, String voter, String choice) {
        Cbor evidence = Cbor.array(
                Cbor.of(choice),
                context.caller().toCbor(),
                Cbor.of(context.transaction()),
                Cbor.of(context.moment().height()),
                Cbor.of(time));
        context.put(Proposal.vote(proposal.id(), voter), evidence.encode());
        context.emit(
                "voted",
                Cbor.map(
                        Cbor.of("proposal"), Cbor.of(proposal.id()),
                        Cbor.of("member"), Cbor.of(voter),
                        Cbor.of("vote"), Cbor.of(choice)));
    }

    private void settle(Proposal proposal, Motion motion, Body body) {
        Count count = count(proposal, body);
        if (count.passes(body.thresholds, body.terms, false)) decided(proposal, motion, body);
        else if (count.fails(body.thresholds, body.terms, body.members)) {
            put(proposal.now(State.REJECTED, time));
            announce("rejected", proposal.id());
        } else put(proposal);
    }

    private void decided(Proposal proposal, Motion motion, Body body) {
        Proposal next = proposal.now(State.DECIDED, time);
        put(next);
        announce("decided", proposal.id());
        if (body.terms.lock() == 0) enacted(next, motion);
    }

    private void enacted(Proposal proposal, Motion motion) {
        new Enactment(context, charters).enact(proposal.id(), motion);
        put(proposal.now(State.ENACTED, time));
        announce("enacted", proposal.id());
    }

    private Count count(Proposal proposal, Body body) {
        return count(context, proposal, body);
    }

    static Count count(Context context, Proposal proposal, Body body) {
        SortedMap<String, String> votes = new TreeMap<>();
        Bytes prefix = Proposal.votes(proposal.id());
        for (Context.Item item : context.range(prefix, Keys.end(prefix), Charter.MEMBERS_MAX, false))
            votes.put(
                    Keys.name(item.key(), prefix.size()),
                    Cbor.decode(item.value()).asArray().getFirst().asText());
        return Count.of(body.members, votes, delegations(context, proposal.chain()));
    }

    private static SortedMap<String, String> delegations(Context context, String chain) {
        SortedMap<String, String> delegations = new TreeMap<>();
        Bytes prefix = Keys.below(DELEGATION, chain);
        for (Context.Item item : context.range(prefix, Keys.end(prefix), Charter.MEMBERS_MAX, false))
            delegations.put(
                    Keys.name(item.key(), prefix.size()),
                    Cbor.decode(item.value()).asText());
        return delegations;
    }

    /// A proposal on a hidden chain is there for its owner alone.
    private Proposal seen(long id) {
        Proposal proposal = find(id);
        String speaker = charters.speaksFor(context.caller());
        if (charters.hidden(proposal, speaker)) throw unknown(id);
        return proposal;
    }

    private static Revert unknown(long id) {
        return new Revert("unknown-proposal", "there is no proposal " + id + ": list them");
    }

    private Proposal find(long id) {
        return context.get(Proposal.key(id)).map(Proposal::decode).orElseThrow(() -> unknown(id));
    }

    private void put(Proposal proposal) {
        context.put(Proposal.key(proposal.id()), proposal.encode());
    }

    private static void requireMember(Body body, String who) {
        requireMember(body.members, who);
    }

    private static void requireMember(SortedSet<String> members, String who) {
        if (!members.contains(who))
            throw new Revert(
                    "not-a-member",
                    "expected one of the " + members.size() + " members, got " + who
                            + ": ask a member to propose it, or to admit you");
    }

    static String needs(Body body) {
        return "it takes "
                + String.join(
                        ", and ", body.thresholds.stream().map(Threshold::text).toList())
                + " of " + body.members.size() + " members";
    }

    private void announce(String topic, long id) {
        context.emit(topic, Cbor.map(Cbor.of("proposal"), Cbor.of(id)));
    }
}
