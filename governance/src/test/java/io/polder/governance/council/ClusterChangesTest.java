package io.polder.governance.council;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.protocol.Address;
import io.polder.protocol.Member;
import io.polder.protocol.Roster;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.PublicKey;
import io.polder.testkit.Shown;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The members of a chain with cities of its own vote on other ones.
class ClusterChangesTest extends ClusterWorld {
    @Test
    void members_name_other_cities_and_the_last_that_is_ready_begins_the_epoch() {
        Roster first = newest().roster();
        ready(1, "hashgraph", "berlin", "hamburg", "kiel");
        decide(cities("berlin", "hamburg", "kiel", "wismar"));
        assertThat(newest().roster()).isEqualTo(first);
        assertThat(waits()).containsExactly("wismar");
        assertThat(Clusters.hosted(chain::settled, "wismar")).containsExactly(LOCKS);
        ready(1, "hashgraph", "wismar");

        Roster next = newest().roster();
        assertThat(next.epoch()).isEqualTo(1);
        assertThat(next.members()).extracting(Member::name).containsExactly("berlin", "hamburg", "kiel", "wismar");
        // Rostock had the number 3, and a number never comes back.
        assertThat(next.members()).extracting(Member::number).containsExactly(0L, 1L, 2L, 4L);
        assertThat(next.members()).extracting(m -> m.engineKey().toUtf8()).contains("hashgraphwismar1");
        assertThat(waits()).isEmpty();
        assertThat(Clusters.term(chain::settled, LOCKS, 0).orElseThrow())
                .isEqualTo(new Clusters.Term(first, Ordering.HASHGRAPH));
        assertThat(chain.as(Address.org("kiel")).asked(Clusters.NAME, "roster", Cbor.of(LOCKS)))
                .isEqualTo(next.toCbor());
        assertThat(readyRefused(
                        "rostock", 2, "hashgraph", network.city("rostock").publicKey()))
                .isEqualTo("not-named");

        ready(2, "hashgraph", "berlin", "hamburg", "kiel", "wismar");
        decide(cities("berlin", "hamburg", "kiel", "wismar", "rostock"));
        ready(2, "hashgraph", "rostock");
        assertThat(newest().roster().member("rostock").orElseThrow().number()).isEqualTo(5);
    }

    @Test
    void what_cannot_be_is_refused_with_its_own_code_and_changes_nothing() {
        assertThat(refused(cities("berlin", "hamburg", "bremen", "wismar"))).isEqualTo("loses-quorum");
        assertThat(refused(cities("berlin", "hamburg", "kiel", "ulm"))).isEqualTo("unknown-city");
        assertThat(refused(cities("berlin", "hamburg", "kiel", "kiel", "rostock")))
                .isEqualTo("city-twice");
        assertThat(refused(cities("berlin", "hamburg", "kiel"))).isEqualTo("bad-engine");
        assertThat(refused(cities())).isEqualTo("bad-cities");
        assertThat(refused(cities("berlin", "hamburg", "kiel", "rostock"))).isEqualTo("no-change");
        assertThat(refused(cities("hashgraph", 3, "berlin", "hamburg", "kiel", "wismar")))
                .isEqualTo("stale");
        Cbor good = cities("berlin", "hamburg", "kiel", "wismar");
        assertThat(chain.as(Address.org("kiel")).refused(Council.NAME, "propose", good))
                .isEqualTo("not-a-member");
        assertThat(refused(CouncilWorld.motion(
                        "change-cities",
                        Cbor.of("chain"),
                        Cbor.of("city"),
                        Cbor.of("cities"),
                        CouncilWorld.list(FOUR))))
                .isEqualTo("kept-by-all");
        Cbor placement = new Placement(new TreeSet<>(FOUR), Ordering.RAFT, 1).toCbor();
        for (String method : List.of("change", "may-change"))
            assertThat(chain.as(Address.org("berlin")).refused(Clusters.NAME, method, Cbor.of(LOCKS), placement))
                    .isEqualTo("not-permitted");
        assertThat(newest().roster().epoch()).isZero();
        assertThat(Clusters.wanted(chain::settled, LOCKS).orElseThrow().version())
                .isZero();
    }

    @Test
    void a_proposal_is_stale_once_another_was_decided_and_two_are_never_open() {
        long id = chain.as(Address.org("berlin"))
                .done(Council.NAME, "propose", cities("berlin", "hamburg", "kiel", "wismar"))
                .asCount();
        assertThat(refused(cities("berlin", "hamburg", "kiel", "bremen"))).isEqualTo("conflicting");
        chain.as(Address.org("hamburg")).done(Council.NAME, "vote", Cbor.of(id), Cbor.of("yes"));
        chain.nextBlock();
        assertThat(refused(cities("hashgraph", 0, "berlin", "hamburg", "kiel", "bremen")))
                .isEqualTo("stale");
        assertThat(chain.as(Address.org("berlin"))
                        .refused(
                                Council.NAME,
                                "propose",
                                CouncilWorld.motion(
                                        "roll-back",
                                        Cbor.of("chain"),
                                        Cbor.of(LOCKS),
                                        Cbor.of("proposal"),
                                        Cbor.of(id))))
                .isEqualTo("not-reversible");
    }

    @Test
    void a_change_that_a_city_never_answers_is_given_up_by_naming_the_old_ones_again() {
        ready(1, "hashgraph", "berlin", "hamburg", "kiel", "rostock");
        decide(cities("berlin", "hamburg", "kiel", "wismar"));
        assertThat(waits()).containsExactly("wismar");
        decide(cities("berlin", "hamburg", "kiel", "rostock"));
        assertThat(waits()).isEmpty();
        assertThat(newest().roster().epoch()).isZero();
        // Too late: nobody names it any more.
        assertThat(readyRefused("wismar", 1, "hashgraph", network.city("wismar").publicKey()))
                .isEqualTo("not-named");
        decide(cities("berlin", "hamburg", "kiel", "rostock", "bremen"));
        ready(1, "hashgraph", "bremen");
        assertThat(newest().roster().members()).hasSize(5);
    }

    @Test
    void another_engine_takes_what_a_change_of_policy_takes_and_keys_of_its_own() {
        decide(CouncilWorld.motion(
                "change-policy",
                Cbor.of("chain"),
                Cbor.of(LOCKS),
                Cbor.of("policy"),
                CouncilWorld.thresholds("admit", "any")));
        chain.as(Address.org("berlin")).done(Council.NAME, "propose", cities("berlin", "hamburg", "kiel", "wismar"));
        chain.nextBlock();
        assertThat(waits()).contains("wismar");
        Cbor raft = cities("raft", 1, "berlin", "hamburg", "kiel");
        Cbor preview = chain.as(Address.org("berlin")).asked(Council.NAME, "preview", raft);
        assertThat(Shown.field(preview, "changes").asArray())
                .extracting(Cbor::asText)
                .containsExactly(
                        "city wismar gets nothing new of the chain; what it has stays on its disk",
                        "its order is kept by raft instead of hashgraph",
                        "it withstands 0 that lie and 1 that are silent of 3, until now 1 that lie and 1"
                                + " that are silent of 4");
        ready(1, "hashgraph", "berlin", "hamburg", "kiel");
        long id = chain.as(Address.org("berlin"))
                .done(Council.NAME, "propose", raft)
                .asCount();
        chain.nextBlock();
        assertThat(waits()).contains("wismar");
        chain.as(Address.org("hamburg")).done(Council.NAME, "vote", Cbor.of(id), Cbor.of("yes"));
        chain.nextBlock();
        assertThat(waits()).containsExactly("berlin", "hamburg", "kiel");
        ready(1, "raft", "berlin", "hamburg", "kiel");
        assertThat(newest().ordering()).isEqualTo(Ordering.RAFT);
        assertThat(newest().roster().members()).hasSize(3);
        assertThat(Clusters.term(chain::settled, LOCKS, 0).orElseThrow().ordering())
                .isEqualTo(Ordering.HASHGRAPH);
    }

    @Test
    void a_city_announces_itself_for_the_next_epoch_with_the_key_that_it_has_in_the_roster() {
        PublicKey berlin = network.city("berlin").publicKey();
        assertThat(readyRefused("berlin", 2, "hashgraph", berlin)).isEqualTo("stale");
        assertThat(readyRefused("berlin", 1, "hashgraph", network.city("kiel").publicKey()))
                .isEqualTo("unknown-key");
        assertThat(readyRefused("wismar", 1, "hashgraph", network.city("wismar").publicKey()))
                .isEqualTo("not-named");
        Cbor[] used = readiness("berlin", 1, "hashgraph", berlin);
        used[6] = Cbor.of(Bytes.utf8(LOCKS + "kiel" + 0));
        assertThat(chain.as(Address.city("berlin")).refused(Clusters.NAME, "ready", used))
                .isEqualTo("used-key");
        found("kiel.vault", List.of("kiel"), "solo", List.of("kiel"));
        Cbor[] vault = readiness("wismar", 1, "solo", network.city("wismar").publicKey());
        vault[0] = Cbor.of("kiel.vault");
        assertThat(chain.as(Address.city("wismar")).refused(Clusters.NAME, "ready", vault))
                .isEqualTo("unknown-cluster");
        assertThat(chain.as(Address.org("wismar")).unanswered(Clusters.NAME, "standing", Cbor.of("kiel.vault")))
                .isEqualTo(chain.unanswered(Clusters.NAME, "standing", Cbor.of("kiel.none")))
                .isEqualTo("unknown-cluster");
        Cbor motion = CouncilWorld.motion(
                "change-cities",
                Cbor.of("chain"),
                Cbor.of("kiel.vault"),
                Cbor.of("cities"),
                CouncilWorld.list(List.of("wismar")));
        assertThat(chain.as(Address.org("wismar")).refused(Council.NAME, "propose", motion))
                .isEqualTo("unknown-chain");
        assertThat(chain.as(Address.org("kiel")).refused(Council.NAME, "propose", motion))
                .isEqualTo("loses-quorum");
    }
}
