package io.polder.governance.council;

import io.polder.contract.Arguments;
import io.polder.contract.BuiltInContract;
import io.polder.contract.Context;
import io.polder.contract.Keys;
import io.polder.contract.Revert;
import io.polder.contract.StateReader;
import io.polder.governance.Quota;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Event;
import io.polder.protocol.Genesis;
import io.polder.protocol.Organisation;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Where members decide: chains, their policies and members, quotas, organisations, rosters. It is a contract of the
/// authority chain; what it keeps is what every city judges by from the next round on: docs/spec/contracts.md, 7.
public final class Council implements BuiltInContract {
    public static final String NAME = "council";
    /// Announces a chain that is there from the next round on; its data is the chain's specification.
    public static final String FOUNDED = "chain-founded";
    /// Announces a decision on a roster; its data is the proposal's number.
    public static final String ROSTER = "roster-decided";

    static final char QUOTA = 'q';
    static final char HOST = 'h';

    public Council() {
        // keeps nothing but what the context holds
    }

    @Override
    public String name() {
        return NAME;
    }

    /// What the contract keeps before the first block: the founders are the members of every chain of the genesis.
    public static SortedMap<Bytes, Bytes> genesis(Genesis genesis) {
        SortedSet<String> founders = new TreeSet<>();
        for (Organisation organisation : genesis.organisations()) founders.add(organisation.name());
        SortedMap<Bytes, Bytes> entries = new TreeMap<>();
        for (ChainSpec spec : genesis.chains())
            entries.put(
                    Charter.key(spec.name()),
                    new Charter(spec, Optional.empty(), founders, Policy.standard(spec.category()), 0, genesis.time())
                            .encode());
        return entries;
    }

    /// What a chain is and who may do what on it.
    public static Optional<Charter> charter(StateReader reader, String chain) {
        return reader.read(NAME, Charter.key(chain)).map(Charter::decode);
    }

    /// What somebody may use on a chain, where the members have set it: an address, `anyone` or `strangers`.
    public static Optional<Quota> quota(StateReader reader, String chain, String subject) {
        return reader.read(NAME, quotaKey(chain, subject)).map(value -> Quota.of(Cbor.decode(value)));
    }

    /// The motion of a proposal that its members have decided and that is in effect; for whoever changes rosters.
    public static Optional<Motion> decided(StateReader reader, long proposal) {
        Charters charters = new Charters(reader, reader);
        return reader.read(NAME, Proposal.key(proposal))
                .map(Proposal::decode)
                .filter(p -> p.state() == Proposal.State.ENACTED)
                .map(p -> Enactment.motion(p, charters));
    }

    /// The chain that an event announces, if it announces one.
    public static Optional<ChainSpec> founded(Event event) {
        return event.contract().equals(NAME) && event.topic().equals(FOUNDED)
                ? Optional.of(ChainSpec.of(event.data()))
                : Optional.empty();
    }

    static Bytes hostKey(String city) {
        return Keys.of(HOST, city);
    }

    static Bytes quotaKey(String chain, String subject) {
        return Keys.of(QUOTA, chain, subject);
    }

    @Override
    public Cbor run(String method, Cbor arguments, Context context) {
        if (!context.domain().chain().equals(ChainSpec.AUTHORITY))
            throw new Revert(
                    "wrong-chain",
                    "expected the chain " + ChainSpec.AUTHORITY + ", got "
                            + context.domain().chain());
        return switch (method) {
            case "propose" ->
                Cbor.of(new Voting(context).propose(Arguments.of(arguments, 1).item(0)));
            case "vote" -> new Voting(context).vote(Arguments.of(arguments, 2));
            case "delegate" -> new Voting(context).delegate(Arguments.of(arguments, 2));
            case "enact" -> new Voting(context).enact(Arguments.of(arguments, 1).count(0));
            case "withdraw" ->
                new Voting(context).withdraw(Arguments.of(arguments, 1).count(0));
            default -> CouncilQueries.run(method, arguments, context);
        };
    }

    /// The state as both contracts keep it: the council's own as this block has it, the authority's likewise through
    /// its
    /// own round.
    static Charters charters(Context context) {
        return new Charters((contract, key) -> context.get(key), context::authority);
    }
}
