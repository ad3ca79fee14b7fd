package io.polder.governance.council;

import io.polder.contract.Revert;
import io.polder.governance.Quota;
import io.polder.governance.Quotas;
import io.polder.protocol.Address;
import io.polder.protocol.Names;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.util.Optional;

/// Reads motions as people and the council's own state write them.
final class Motions {
    private Motions() {}

    /// The chain or cluster that a motion is about, where it names one that must be there.
    static Optional<String> chain(Cbor item) {
        return item.asMap()
                .find(Cbor.of("chain"))
                .or(() -> item.asMap().find(Cbor.of("cluster")))
                .map(Fields::name);
    }

    /// Reads what somebody proposes. What a policy leaves out is as it is now in the one that it changes.
    static Motion of(Cbor item, Charters charters) {
        String kind = item.asMap()
                .find(Cbor.of("kind"))
                .map(Cbor::asText)
                .orElseThrow(() -> new Malformed("a field \"kind\"", "none"));
        return switch (kind) {
            case "found-chain" ->
                new Motion.FoundChain(
                        Charter.founding(Fields.of(item, "kind", "charter").get("charter")));
            case "change-policy" -> changePolicy(item, charters);
            case "admit-member" -> {
                Fields f = Fields.of(item, "kind", "chain", "member");
                yield new Motion.AdmitMember(f.name("chain"), f.name("member"));
            }
            case "remove-member" -> {
                Fields f = Fields.of(item, "kind", "chain", "member");
                yield new Motion.RemoveMember(f.name("chain"), f.name("member"));
            }
            case "set-quota" -> {
                Fields f = Fields.of(item, "kind", "chain", "subject", "quota");
                yield new Motion.SetQuota(f.name("chain"), subject(f.text("subject")), Quota.of(f.get("quota")));
            }
            case "change-cities" -> changeCities(item, charters);
            case "roll-back" -> {
                Fields f = Fields.of(item, "kind", "chain", "proposal");
                yield new Motion.RollBack(f.name("chain"), f.get("proposal").asCount());
            }
            default -> network(kind, item, charters);
        };
    }

    private static String subject(String text) {
        return text.equals(Quotas.ANYONE) || text.equals(Quotas.STRANGERS)
                ? text
                : Address.parse(text).toString();
    }

    private static Motion.ChangePolicy changePolicy(Cbor item, Charters charters) {
        Fields f = Fields.of(item, "kind", "chain", "policy", "version");
        Charter charter = charters.get(f.name("chain"));
        return new Motion.ChangePolicy(
                f.name("chain"), Policy.of(f.get("policy"), charter.policy()), f.count("version", charter.version()));
    }

    private static Motion.ChangeCities changeCities(Cbor item, Charters charters) {
        Fields f = Fields.of(item, "kind", "chain", "cities", "engine", "version");
        String chain = f.name("chain");
        Placement now = charters.get(chain)
                .placement()
                .orElseThrow(() -> new Revert(
                        "kept-by-all",
                        "all cities of the network keep " + chain + ": found a chain that names its cities"));
        String engine = f.find("engine").map(Cbor::asText).orElse(now.ordering().text());
        return new Motion.ChangeCities(
                chain, Placement.named(f.names("cities"), engine, f.count("version", now.version())));
    }

    private static Motion network(String kind, Cbor item, Charters charters) {
        return switch (kind) {
            case "register-organisation" -> {
                Fields f = Fields.of(item, "kind", "organisation", "key");
                yield new Motion.RegisterOrganisation(f.name("organisation"), f.get("key"));
            }
            case "suspend-organisation" ->
                new Motion.SuspendOrganisation(
                        Fields.of(item, "kind", "organisation").name("organisation"));
            case "restore-organisation" ->
                new Motion.RestoreOrganisation(
                        Fields.of(item, "kind", "organisation").name("organisation"));
            case "city-follows" ->
                new Motion.CityFollows(
                        Fields.of(item, "kind", "card").get("card").asBytes());
            case "city-unfollows" ->
                new Motion.CityUnfollows(Fields.of(item, "kind", "node").name("node"));
            case "city-joins" -> {
                Fields f = Fields.of(item, "kind", "cluster", "card", "epoch");
                yield new Motion.CityJoins(
                        f.name("cluster"),
                        f.get("card").asBytes(),
                        f.count("epoch", epoch(f.name("cluster"), charters)));
            }
            case "city-leaves" -> {
                Fields f = Fields.of(item, "kind", "cluster", "node", "epoch");
                yield new Motion.CityLeaves(
                        f.name("cluster"), f.name("node"), f.count("epoch", epoch(f.name("cluster"), charters)));
            }
            default ->
                throw new Malformed(
                        "a kind of proposal", "\"" + (Names.valid(kind) ? kind : "other characters") + "\"");
        };
    }

    /// What a proposal leaves out is the epoch that runs.
    private static long epoch(String cluster, Charters charters) {
        return Rosters.newest(charters.authority(), cluster)
                .map(term -> term.roster().epoch())
                .orElse(0L);
    }
}
