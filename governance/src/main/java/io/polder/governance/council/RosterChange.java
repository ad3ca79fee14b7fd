package io.polder.governance.council;

import io.polder.contract.Context;
import io.polder.contract.Revert;
import io.polder.contract.StateReader;
import io.polder.governance.Authority;
import io.polder.governance.KeyStanding;
import io.polder.protocol.CityCard;
import io.polder.protocol.Member;
import io.polder.protocol.Roster;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.signature.Signatures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What a roster becomes by a motion, or why it cannot: docs/decisions/0014.
final class RosterChange {
    /// With fewer members none of them may lie.
    static final int BYZANTINE_MIN = 4;

    private final Roster before;
    private final StateReader own;
    private final Context context;
    private final Signatures signatures;

    RosterChange(Roster before, StateReader own, Context context, Signatures signatures) {
        this.before = before;
        this.own = own;
        this.context = context;
        this.signatures = signatures;
    }

    /// @param free the number of a member that was none before
    Roster next(Motion.RosterMotion motion, long free) {
        if (motion.epoch() != before.epoch())
            throw new Revert(
                    "stale",
                    "the cluster " + before.cluster() + " is in epoch " + before.epoch()
                            + ", the proposal is for epoch " + motion.epoch() + ": bring it in again");
        return switch (motion) {
            case Motion.CityJoins joins -> joined(CityCard.decode(joins.card(), signatures), free);
            case Motion.CityLeaves leaves -> left(leaves.node());
        };
    }

    private Roster left(String node) {
        if (before.member(node).isEmpty())
            throw new Revert("unknown-city", "there is no city node " + node + " in cluster " + before.cluster());
        return roster(node, Optional.empty());
    }

    /// What a city node is that follows without a seat.
    Member follower(CityCard card) {
        if (before.member(card.name()).isPresent())
            throw new Revert(
                    "exists",
                    "the city node " + card.name() + " has a seat: to give it new keys, invite it with the new card");
        known(card);
        return member(card, 0);
    }

    private Roster joined(CityCard card, long free) {
        Optional<Member> replaced = before.member(card.name());
        if (replaced.isPresent()
                && !replaced.get().organisation().equals(card.organisation().name()))
            throw new Revert(
                    "not-permitted",
                    "the city node " + card.name() + " is of org:"
                            + replaced.get().organisation());
        known(card);
        return roster(
                card.name(),
                Optional.of(member(card, replaced.map(Member::number).orElse(free))));
    }

    private static Member member(CityCard card, long number) {
        Member.Home home = new Member.Home(card.city(), card.organisation().name());
        return new Member(number, card.name(), home, card.key(), card.doors(), card.engineKey());
    }

    /// Refuses a card whose organisation is unknown, and one that takes another's name or keys.
    private void known(CityCard card) {
        if (!(Authority.key(
                        context::authority,
                        card.organisation().address(),
                        card.organisation().key().thumbprint(),
                        context.moment().time())
                instanceof KeyStanding.Active))
            throw new Revert(
                    "unknown-organisation",
                    "the card's key of org:" + card.organisation().name()
                            + " is not on the authority chain: propose to register the organisation first");
        if (before.member(card.name()).isEmpty() && Authority.hasCity(context::authority, card.name()))
            Authority.home(context::authority, card.name())
                    .filter(home ->
                            home.organisation().equals(card.organisation().name()))
                    .orElseThrow(() -> new Revert(
                            "exists", "another organisation has a city node " + card.name() + ": take another name"));
        for (Member each : before.members()) {
            if (each.engineKey().equals(card.engineKey()))
                throw new Revert(
                        "used-key",
                        "the engine key on the card is used in epoch " + before.epoch()
                                + ": make a new one with \"polder city replace-key\"");
            if (!each.name().equals(card.name()) && each.key().equals(card.key()))
                throw new Revert("exists", "the card's city key is that of " + each.name());
        }
    }

    /// The roster without a node, and with another member if there is one.
    private Roster roster(String without, Optional<Member> with) {
        List<Member> members = new ArrayList<>();
        for (Member member : before.members()) if (!member.name().equals(without)) members.add(renewed(member));
        int staying = members.size();
        with.ifPresent(members::add);
        members.sort(Comparator.comparingLong(Member::number));
        if (staying < before.quorum())
            throw new Revert(
                    "loses-quorum",
                    "expected " + before.quorum() + " of the "
                            + before.members().size()
                            + " cities to stay, which certify the change; got " + staying
                            + ": let another city join first");
        if (before.members().size() >= BYZANTINE_MIN && members.size() < BYZANTINE_MIN)
            throw new Revert(
                    "loses-quorum",
                    "expected " + BYZANTINE_MIN + " cities or more, of which one may lie; got " + members.size()
                            + ": let another city join first");
        if (members.size() > Roster.MEMBERS_MAX)
            throw new Revert("too-many-cities", "a cluster has at most " + Roster.MEMBERS_MAX + " cities");
        return new Roster(before.cluster(), before.epoch() + 1, members);
    }

    private Member renewed(Member member) {
        Bytes key = Rosters.announced(own, before.cluster(), before.epoch() + 1, member.name())
                .orElseThrow(() -> new Revert(
                        "no-engine-key",
                        "the city node " + member.name() + " has announced no engine key for epoch "
                                + (before.epoch() + 1)
                                + ": start it, it does so by itself; or propose that it leaves"));
        return new Member(member.number(), member.name(), member.home(), member.key(), member.doors(), key);
    }
}
