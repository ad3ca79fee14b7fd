package io.polder.governance.council;

import io.polder.contract.Context;
import io.polder.contract.Keys;
import io.polder.contract.Revert;
import io.polder.governance.Authority;
import io.polder.governance.Quota;
import io.polder.governance.Quotas;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Outcome;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// What each motion needs and does. It is checked when it is brought in and again when it takes effect.
final class Enactment {
    static final int CHAINS_MAX = 256;
    static final int CARD_MAX = 4_096;
    private static final String ORGANISATION = "org:";
    private static final char UNDO = 'u';
    private static final Bytes CHAINS = Keys.of('z');

    private final Context context;
    private final Charters charters;

    Enactment(Context context, Charters charters) {
        this.context = context;
        this.charters = charters;
    }

    static Motion motion(Proposal proposal, Charters charters) {
        return Motions.of(proposal.motion(), charters);
    }

    /// Founders agree all of them; otherwise the chain's policy says how many.
    Voting.Body body(Motion motion) {
        if (motion instanceof Motion.FoundChain(Charter charter))
            return new Voting.Body(
                    charter.members(),
                    List.of(new Threshold.All()),
                    charter.policy().terms().unlocked());
        Charter charter = charters.get(motion.chain());
        List<Threshold> thresholds =
                areas(motion).stream().map(charter.policy()::threshold).toList();
        return new Voting.Body(
                charters.voters(charter.members()), thresholds, charter.policy().terms());
    }

    private Set<Area> areas(Motion motion) {
        return switch (motion) {
            case Motion.FoundChain m -> EnumSet.of(Area.POLICY);
            case Motion.ChangePolicy m -> charters.get(m.chain()).policy().differs(m.policy());
            case Motion.AdmitMember m -> EnumSet.of(Area.ADMIT);
            case Motion.RemoveMember m -> EnumSet.of(Area.ADMIT);
            case Motion.SetQuota m -> EnumSet.of(Area.POLICY);
            // Another engine withstands something else: that is no less than a change of policy.
            case Motion.ChangeCities m ->
                placed(m).ordering() == m.placement().ordering()
                        ? EnumSet.of(Area.ADMIT)
                        : EnumSet.of(Area.ADMIT, Area.POLICY);
            case Motion.NetworkMotion m -> EnumSet.of(Area.ADMIT);
            // Whatever it takes back, it takes what changing policy and members takes.
            case Motion.RollBack m -> EnumSet.of(Area.POLICY, Area.ADMIT);
        };
    }

    /// Refuses what could not take effect now.
    void check(Motion motion) {
        switch (motion) {
            case Motion.FoundChain m -> founded(m.charter());
            case Motion.ChangePolicy m -> changed(m);
            case Motion.AdmitMember m -> admitted(m);
            case Motion.RemoveMember m -> removed(m);
            case Motion.SetQuota m -> charters.get(m.chain());
            case Motion.ChangeCities m -> moved(m);
            case Motion.RegisterOrganisation m -> {
                if (Authority.quota(charters.authority(), m.organisation()).isPresent())
                    throw new Revert("exists", "there is an organisation " + m.organisation() + " already");
            }
            case Motion.SuspendOrganisation m -> suspended(m.organisation());
            case Motion.RestoreOrganisation m -> {
                registered(m.organisation());
                if (charters.active(m.organisation()))
                    throw new Revert("no-change", m.organisation() + " is active already");
            }
            case Motion.CityFollows m -> {
                small(m.card());
                call(Rosters.NAME, "may-follow", Cbor.of(m.card()));
            }
            case Motion.CityUnfollows m -> call(Rosters.NAME, "may-unfollow", Cbor.of(m.node()));
            case Motion.RosterMotion m -> {
                if (m instanceof Motion.CityJoins joins) small(joins.card());
                call(Rosters.NAME, "preview", m.toCbor());
            }
            case Motion.RollBack m -> undo(m);
        }
    }

    private static void small(Bytes card) {
        if (card.size() > CARD_MAX) throw new Malformed("a card of at most " + CARD_MAX + " bytes", "more");
    }

    /// Refuses a change of what has changed since.
    void fresh(Motion motion) {
        if (motion instanceof Motion.ChangePolicy m)
            fresh("policy", m.chain(), charters.get(m.chain()).version(), m.version());
        if (motion instanceof Motion.ChangeCities m)
            fresh(
                    "choice of cities",
                    m.chain(),
                    placed(m).version(),
                    m.placement().version());
    }

    private static void fresh(String what, String chain, long now, long changes) {
        if (changes != now)
            throw new Revert(
                    "stale",
                    "the " + what + " of " + chain + " is at version " + now + ", the proposal changes version "
                            + changes + ": bring it in again");
    }

    private Placement placed(Motion.ChangeCities motion) {
        return charters.get(motion.chain()).placement().orElseThrow();
    }

    /// The cluster says whether enough of its cities stay.
    private Charter moved(Motion.ChangeCities motion) {
        fresh(motion);
        Placement next = motion.placement();
        if (placed(motion).same(next))
            throw new Revert("no-change", "these cities keep " + motion.chain() + " by this engine already");
        known(next);
        call(Clusters.NAME, "may-change", Cbor.of(motion.chain()), next.toCbor());
        return charters.get(motion.chain()).with(new Placement(next.cities(), next.ordering(), next.version() + 1));
    }

    private void known(Placement placement) {
        for (String city : placement.cities())
            if (!Authority.hasCity(charters.authority(), city))
                throw new Revert("unknown-city", "there is no city node " + city + ": list them, or invite it first");
    }

    /// There is nothing to undo here: whoever wants the old cities again proposes them.
    private void move(Charter after) {
        String chain = after.spec().name();
        Placement placement = after.placement().orElseThrow();
        context.put(Charter.key(chain), after.encode());
        placement.cities().forEach(city -> host(city, chain));
        call(Clusters.NAME, "change", Cbor.of(chain), placement.toCbor());
    }

    private Charter founded(Charter charter) {
        String chain = charter.spec().name();
        if (charters.find(chain).isPresent()) throw new Revert("exists", "there is a chain " + chain + " already");
        for (String member : charter.members()) registered(member);
        charter.placement().ifPresent(this::known);
        if (chains() >= CHAINS_MAX)
            throw new Revert("too-many-chains", "a network has at most " + CHAINS_MAX + " founded chains");
        return charter;
    }

    private long chains() {
        return context.get(CHAINS).map(n -> Cbor.decode(n).asCount()).orElse(0L);
    }

    private Charter changed(Motion.ChangePolicy motion) {
        fresh(motion);
        Charter before = charters.get(motion.chain());
        if (before.policy().equals(motion.policy())) throw new Revert("no-change", "the policy is just that already");
        return before.with(motion.policy()).checked();
    }

    private Charter admitted(Motion.AdmitMember motion) {
        Charter before = charters.get(motion.chain());
        registered(motion.member());
        SortedSet<String> members = new TreeSet<>(before.members());
        if (!members.add(motion.member()))
            throw new Revert("exists", motion.member() + " is a member of " + motion.chain() + " already");
        return before.with(members).checked();
    }

    private Charter removed(Motion.RemoveMember motion) {
        Charter before = charters.get(motion.chain());
        SortedSet<String> members = new TreeSet<>(before.members());
        if (!members.remove(motion.member()))
            throw new Revert("unknown-member", motion.member() + " is no member of " + motion.chain());
        return before.with(members).checked();
    }

    private void registered(String organisation) {
        if (Authority.quota(charters.authority(), organisation).isEmpty())
            throw new Revert(
                    "unknown-organisation", "there is no organisation " + organisation + ": register it first");
    }

    /// Who is left must still be able to decide.
    private void suspended(String organisation) {
        registered(organisation);
        if (!charters.active(organisation)) throw new Revert("no-change", organisation + " is suspended already");
        Charter network = charters.get(ChainSpec.AUTHORITY);
        SortedSet<String> left = charters.voters(network.members());
        left.remove(organisation);
        for (Area area : Area.values())
            if (left.isEmpty() || !network.policy().threshold(area).reachable(left))
                throw new Revert("unreachable", "without " + organisation + " the network could decide nothing");
    }

    /// Takes effect.
    void enact(long id, Motion motion) {
        check(motion);
        switch (motion) {
            case Motion.FoundChain m -> found(m.charter());
            case Motion.ChangePolicy m -> replace(id, m.chain(), changed(m));
            case Motion.AdmitMember m -> replace(id, m.chain(), admitted(m));
            case Motion.RemoveMember m -> replace(id, m.chain(), removed(m));
            case Motion.SetQuota m -> quota(id, m);
            case Motion.ChangeCities m -> move(moved(m));
            case Motion.RegisterOrganisation m -> authority("add-organisation", Cbor.of(m.organisation()), m.key());
            case Motion.SuspendOrganisation m -> authority("suspend-organisation", Cbor.of(m.organisation()));
            case Motion.RestoreOrganisation m -> authority("resume-organisation", Cbor.of(m.organisation()));
            case Motion.CityFollows m -> enter(call(Rosters.NAME, "follow", Cbor.of(m.card())));
            case Motion.CityUnfollows m -> call(Rosters.NAME, "unfollow", Cbor.of(m.node()));
            case Motion.RosterMotion m -> {
                if (call(Rosters.NAME, "change", m.toCbor()) instanceof Cbor.Array entered) enter(entered);
                context.emit(Council.ROSTER, Cbor.of(id));
            }
            case Motion.RollBack m -> rollBack(m);
        }
    }

    private void enter(Cbor city) {
        call(Authority.NAME, "enter-city", city.asArray(4).toArray(Cbor[]::new));
    }

    private void found(Charter charter) {
        long now = context.moment().time();
        Charter there = new Charter(charter.spec(), charter.placement(), charter.members(), charter.policy(), 0, now);
        context.put(Charter.key(charter.spec().name()), there.encode());
        context.put(CHAINS, Cbor.of(chains() + 1).encode());
        charter.placement()
                .ifPresent(p ->
                        p.cities().forEach(city -> host(city, charter.spec().name())));
        context.emit(Council.FOUNDED, charter.spec().toCbor());
    }

    /// A city reads here which clusters wait for it, or once did.
    private void host(String city, String chain) {
        Bytes key = Council.hostKey(city);
        List<String> chains =
                new ArrayList<>(context.get(key).map(Clusters::names).orElse(List.of()));
        if (!chains.contains(chain)) chains.add(chain);
        context.put(key, Fields.texts(chains).encode());
    }

    private void replace(long id, String chain, Charter after) {
        write(id, Charter.key(chain), Optional.of(after.encode()));
    }

    private void quota(long id, Motion.SetQuota motion) {
        String subject = motion.subject();
        Quota quota = motion.quota();
        if (motion.chain().equals(ChainSpec.AUTHORITY) && subject.startsWith(ORGANISATION)) {
            String name = subject.substring(ORGANISATION.length());
            Quotas now = Authority.quota(charters.authority(), name)
                    .orElseThrow(() -> new Revert("unknown-organisation", "there is no organisation " + name));
            authority("set-quota", Cbor.of(name), quota.toCbor(), now.thing().toCbor());
        } else
            write(
                    id,
                    Council.quotaKey(motion.chain(), subject),
                    Optional.of(quota.toCbor().encode()));
    }

    /// Writes and remembers what was there, for a roll-back.
    private void write(long id, Bytes key, Optional<Bytes> after) {
        Cbor before = context.get(key).<Cbor>map(Cbor::of).orElse(Cbor.NULL);
        context.put(
                undoKey(id),
                Cbor.array(Cbor.of(key), before, Cbor.of(after.orElseThrow())).encode());
        context.put(key, after.orElseThrow());
    }

    private static Bytes undoKey(long id) {
        return Bytes.concat(Keys.of(UNDO), Proposal.number(id));
    }

    /// What a roll-back would restore: the key, and what it held.
    private record Undo(Bytes key, Optional<Bytes> before) {}

    private Undo undo(Motion.RollBack motion) {
        Proposal proposal = context.get(Proposal.key(motion.proposal()))
                .map(Proposal::decode)
                .filter(p -> p.chain().equals(motion.chain()))
                .orElseThrow(() -> new Revert(
                        "unknown-proposal", "there is no proposal " + motion.proposal() + " of " + motion.chain()));
        if (proposal.state() != Proposal.State.ENACTED)
            throw new Revert("nothing-to-undo", "proposal " + motion.proposal() + " has changed nothing");
        List<Cbor> undo = context.get(undoKey(motion.proposal()))
                .map(u -> Cbor.decode(u).asArray(3))
                .orElseThrow(() -> new Revert(
                        "not-reversible", "what proposal " + motion.proposal() + " did is undone by another proposal"));
        Bytes key = undo.getFirst().asBytes();
        if (!context.get(key).equals(Optional.of(undo.get(2).asBytes())))
            throw new Revert("built-on", "what proposal " + motion.proposal() + " set was changed since: propose anew");
        return new Undo(
                key,
                undo.get(1) instanceof Cbor.Null
                        ? Optional.empty()
                        : Optional.of(undo.get(1).asBytes()));
    }

    /// The charter that a roll-back restores, if it restores one.
    Optional<Charter> restored(Motion.RollBack motion) {
        Undo undo = undo(motion);
        return undo.key.equals(Charter.key(motion.chain())) ? undo.before.map(Charter::decode) : Optional.empty();
    }

    private void rollBack(Motion.RollBack motion) {
        Undo undo = undo(motion);
        if (undo.before.isEmpty()) {
            context.remove(undo.key);
            return;
        }
        boolean charter = undo.key.equals(Charter.key(motion.chain()));
        context.put(undo.key, charter ? renewed(motion.chain(), undo.before.get()) : undo.before.get());
    }

    /// A version never comes again, so what was proposed on the newer one stays stale.
    private Bytes renewed(String chain, Bytes before) {
        Charter old = Charter.decode(before);
        Charter now = charters.get(chain);
        return new Charter(old.spec(), old.placement(), old.members(), old.policy(), now.version() + 1, old.since())
                .checked()
                .encode();
    }

    private void authority(String method, Cbor... arguments) {
        call(Authority.NAME, method, arguments);
    }

    private Cbor call(String contract, String method, Cbor... arguments) {
        return switch (context.call(contract, method, Cbor.array(arguments))) {
            case Outcome.Succeeded(Cbor result) -> result;
            case Outcome.Reverted(String code, String detail, Bytes data) -> throw new Revert(code, detail);
            default -> throw new Revert("failed", contract + " did not answer");
        };
    }
}
