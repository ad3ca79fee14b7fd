package io.polder.governance.council;

import io.polder.governance.Quota;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;

/// What may be proposed. Each kind is written as a map with its kind and its fields.
public sealed interface Motion {
    /// What motions on regular nodes touch: one at a time is open.
    String FOLLOWERS = "regular nodes";

    /// A chain that is there once all its members have agreed.
    record FoundChain(Charter charter) implements Motion {
        @Override
        public String chain() {
            return charter.spec().name();
        }
    }

    /// Other rights, thresholds or terms. The version is that of the policy which it changes.
    record ChangePolicy(String chain, Policy policy, long version) implements Motion {}

    record AdmitMember(String chain, String member) implements Motion {}

    record RemoveMember(String chain, String member) implements Motion {}

    /// What somebody may use on a chain: a sender, a contract as `contract:NAME`, `anyone` for each sender that no
    /// organisation answers for, or `strangers` for all of those together. On the authority chain the quota of an
    /// organisation holds on every chain.
    record SetQuota(String chain, String subject, Quota quota) implements Motion {}

    /// A chain with an order cluster of its own is kept by other cities from now on, or ordered by another engine. The
    /// placement's version is that of the one which it changes.
    record ChangeCities(String chain, Placement placement) implements Motion {}

    record RegisterOrganisation(String organisation, Cbor key) implements NetworkMotion {}

    record SuspendOrganisation(String organisation) implements NetworkMotion {}

    record RestoreOrganisation(String organisation) implements NetworkMotion {}

    /// A city node joins a cluster: its card as the roster change takes it. The vote is taken here; the change of the
    /// roster follows from the decision.
    record CityJoins(String cluster, Bytes card, long epoch) implements RosterMotion {}

    /// A city node leaves a cluster.
    record CityLeaves(String cluster, String node, long epoch) implements RosterMotion {}

    /// A city node follows all blocks and has no seat: a regular node, by its card.
    record CityFollows(Bytes card) implements NetworkMotion {}

    /// A city node without a seat follows no longer.
    record CityUnfollows(String node) implements NetworkMotion {}

    /// Takes back what an earlier proposal of the chain has changed, if nothing was built on it.
    record RollBack(String chain, long proposal) implements Motion {}

    /// Concerns the whole network: the members of the authority chain decide.
    sealed interface NetworkMotion extends Motion
            permits RegisterOrganisation,
                    SuspendOrganisation,
                    RestoreOrganisation,
                    CityFollows,
                    CityUnfollows,
                    RosterMotion {
        @Override
        default String chain() {
            return ChainSpec.AUTHORITY;
        }
    }

    /// Changes a roster once it is decided: `Council.decided` tells whoever makes the change.
    sealed interface RosterMotion extends NetworkMotion permits CityJoins, CityLeaves {
        String cluster();

        /// The epoch whose roster it changes.
        long epoch();
    }

    /// The chain whose members decide.
    String chain();

    /// What it is about, so that two open proposals never change the same thing.
    default String touches() {
        return switch (this) {
            case FoundChain m -> "chain " + m.chain();
            case ChangePolicy m -> "policy of " + m.chain;
            case AdmitMember m -> "member " + m.member + " of " + m.chain;
            case RemoveMember m -> "member " + m.member + " of " + m.chain;
            case SetQuota m -> "quota of " + m.subject + " on " + m.chain;
            case ChangeCities m -> "cities of " + m.chain;
            case RegisterOrganisation m -> "organisation " + m.organisation;
            case SuspendOrganisation m -> "organisation " + m.organisation;
            case RestoreOrganisation m -> "organisation " + m.organisation;
            case CityFollows m -> FOLLOWERS;
            case CityUnfollows m -> FOLLOWERS;
            case RosterMotion m -> "roster of " + m.cluster();
            case RollBack m -> "proposal " + m.proposal;
        };
    }

    default Cbor toCbor() {
        return switch (this) {
            case FoundChain m -> map("found-chain", "charter", m.charter.written());
            case ChangePolicy m ->
                Cbor.map(
                        Cbor.of("kind"), Cbor.of("change-policy"),
                        Cbor.of("chain"), Cbor.of(m.chain),
                        Cbor.of("policy"), m.policy.toCbor(),
                        Cbor.of("version"), Cbor.of(m.version));
            case AdmitMember m -> onChain("admit-member", m.chain, "member", Cbor.of(m.member));
            case RemoveMember m -> onChain("remove-member", m.chain, "member", Cbor.of(m.member));
            case SetQuota m ->
                Cbor.map(
                        Cbor.of("kind"), Cbor.of("set-quota"),
                        Cbor.of("chain"), Cbor.of(m.chain),
                        Cbor.of("subject"), Cbor.of(m.subject),
                        Cbor.of("quota"), m.quota.shown());
            case ChangeCities m ->
                Cbor.map(
                        Cbor.of("kind"), Cbor.of("change-cities"),
                        Cbor.of("chain"), Cbor.of(m.chain),
                        Cbor.of("cities"), Fields.texts(m.placement.cities()),
                        Cbor.of("engine"), Cbor.of(m.placement.ordering().text()),
                        Cbor.of("version"), Cbor.of(m.placement.version()));
            case RegisterOrganisation m ->
                Cbor.map(
                        Cbor.of("kind"), Cbor.of("register-organisation"),
                        Cbor.of("organisation"), Cbor.of(m.organisation),
                        Cbor.of("key"), m.key);
            case SuspendOrganisation m -> map("suspend-organisation", "organisation", Cbor.of(m.organisation));
            case RestoreOrganisation m -> map("restore-organisation", "organisation", Cbor.of(m.organisation));
            case CityFollows m -> map("city-follows", "card", Cbor.of(m.card));
            case CityUnfollows m -> map("city-unfollows", "node", Cbor.of(m.node));
            case CityJoins m ->
                Cbor.map(
                        Cbor.of("kind"), Cbor.of("city-joins"),
                        Cbor.of("cluster"), Cbor.of(m.cluster),
                        Cbor.of("card"), Cbor.of(m.card),
                        Cbor.of("epoch"), Cbor.of(m.epoch));
            case CityLeaves m ->
                Cbor.map(
                        Cbor.of("kind"), Cbor.of("city-leaves"),
                        Cbor.of("cluster"), Cbor.of(m.cluster),
                        Cbor.of("node"), Cbor.of(m.node),
                        Cbor.of("epoch"), Cbor.of(m.epoch));
            case RollBack m -> onChain("roll-back", m.chain, "proposal", Cbor.of(m.proposal));
        };
    }

    private static Cbor map(String kind, String name, Cbor value) {
        return Cbor.map(Cbor.of("kind"), Cbor.of(kind), Cbor.of(name), value);
    }

    private static Cbor onChain(String kind, String chain, String name, Cbor value) {
        return Cbor.map(Cbor.of("kind"), Cbor.of(kind), Cbor.of("chain"), Cbor.of(chain), Cbor.of(name), value);
    }
}
