package io.polder.governance.council;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.governance.Authority;
import io.polder.governance.Quota;
import io.polder.protocol.Address;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.testkit.ContractFuzz;
import io.polder.testkit.FakeChain;
import io.polder.testkit.FakeNetwork;
import io.polder.testkit.Shown;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CouncilBodiesTest extends CouncilWorld {
    @Test
    void a_hundred_and_ten_members_decide_by_delegation_and_by_quorum() {
        List<String> names = IntStream.range(100, 210).mapToObj(i -> "m" + i).toList();
        FakeChain many = chainOf(names);
        FakeChain all = many.as(Address.org("m100"));
        long id = all.done(COUNCIL, "propose", charter("league", "consortium", names, terms(30, 0, 60)))
                .asCount();
        for (String name : names.subList(1, 110))
            many.as(Address.org(name)).done(COUNCIL, "vote", Cbor.of(id), t("yes"));
        many.nextBlock();
        assertThat(Council.charter(many::settled, "league")).isPresent();

        for (String name : names.subList(0, 80))
            many.as(Address.org(name)).done(COUNCIL, "delegate", t("league"), t("m209"));
        long admits = many.as(Address.org("m209"))
                .done(COUNCIL, "propose", motion("remove-member", t("chain"), t("league"), t("member"), t("m150")))
                .asCount();
        assertThat(Shown.text(many.asked(COUNCIL, "proposal", Cbor.of(admits)), "state"))
                .isEqualTo("enacted");
        for (String name : names.subList(0, 80))
            if (!name.equals("m150")) many.as(Address.org(name)).done(COUNCIL, "delegate", t("league"), Cbor.NULL);

        long quorum = many.as(Address.org("m209"))
                .done(COUNCIL, "propose", policy("league", thresholds("read", "all")))
                .asCount();
        for (String name : names.subList(0, 40))
            many.as(Address.org(name)).done(COUNCIL, "vote", Cbor.of(quorum), t("yes"));
        assertThat(many.refused(COUNCIL, "enact", Cbor.of(quorum))).isEqualTo("not-decided");
        for (int i = 0; i < 60; i++) many.nextBlock();
        many.done(COUNCIL, "enact", Cbor.of(quorum));
        assertThat(Shown.text(many.asked(COUNCIL, "proposal", Cbor.of(quorum)), "state"))
                .isEqualTo("enacted");
    }

    @Test
    void delegation_goes_to_members_and_never_in_a_circle() {
        harbour(Cbor.map());
        chain.as(Address.org("berlin")).done(COUNCIL, "delegate", t("harbour"), t("hamburg"));
        chain.as(Address.org("hamburg")).done(COUNCIL, "delegate", t("harbour"), t("kiel"));
        assertThat(chain.as(Address.org("kiel")).refused(COUNCIL, "delegate", t("harbour"), t("berlin")))
                .isEqualTo("cyclic-delegation");
        assertThat(chain.refused(COUNCIL, "delegate", t("harbour"), t("kiel"))).isEqualTo("cyclic-delegation");
        assertThat(chain.refused(COUNCIL, "delegate", t("harbour"), t("oslo"))).isEqualTo("not-a-member");
        assertThat(chain.refused(COUNCIL, "delegate", t("nowhere"), t("oslo"))).isEqualTo("unknown-chain");
    }

    @Test
    void the_founders_of_the_network_decide_on_organisations() {
        Cbor key = FakeNetwork.key().publicKey().toCose();
        long id = propose("berlin", motion("register-organisation", t("organisation"), t("oslo"), t("key"), key));
        vote("kiel", id);
        chain.nextBlock();
        assertThat(Authority.active(chain::settled, "oslo")).isTrue();
        assertThat(refused("oslo", motion("suspend-organisation", t("organisation"), t("kiel"))))
                .isEqualTo("not-a-member");
        long suspend = propose("berlin", motion("suspend-organisation", t("organisation"), t("oslo")));
        vote("kiel", suspend);
        chain.nextBlock();
        assertThat(Authority.active(chain::settled, "oslo")).isFalse();
        long restore = propose("berlin", motion("restore-organisation", t("organisation"), t("oslo")));
        vote("kiel", restore);
        chain.nextBlock();
        assertThat(Authority.active(chain::settled, "oslo")).isTrue();
    }

    @Test
    void quotas_are_set_by_vote_for_a_sender_a_contract_and_an_organisation() {
        harbour(Cbor.map());
        Cbor quota = Cbor.map(t("transactionsPerDay"), Cbor.of(5));
        Address kv = new Address(Address.Kind.CONTRACT, "kv");
        long id = propose(
                "berlin", motion("set-quota", t("chain"), t("harbour"), t("subject"), kv.toCbor(), t("quota"), quota));
        vote("kiel", id);
        chain.nextBlock();
        assertThat(Council.quota(chain::settled, "harbour", kv.toString()).map(Quota::perDay))
                .contains(5L);
        long org = propose(
                "berlin",
                motion("set-quota", t("chain"), t("authority"), t("subject"), t("org:kiel"), t("quota"), quota));
        vote("kiel", org);
        chain.nextBlock();
        assertThat(Authority.quota(chain::settled, "kiel")
                        .orElseThrow()
                        .organisation()
                        .perDay())
                .isEqualTo(5);
    }

    @Test
    void a_private_chain_is_shown_to_its_owner_alone() {
        long id = propose("kiel", charter("kiel.vault", "private", List.of("kiel"), Cbor.map()));
        assertThat(state(id)).isEqualTo("enacted");
        assertThat(chain.asked(COUNCIL, "charter", t("kiel.vault"))).isNotNull();
        chain.as(Address.org("berlin"));
        assertThat(chain.unanswered(COUNCIL, "charter", t("kiel.vault")))
                .isEqualTo(chain.unanswered(COUNCIL, "charter", t("kiel.nothing")));
        assertThat(chain.unanswered(COUNCIL, "proposal", Cbor.of(id))).isEqualTo("unknown-proposal");
        assertThat(chain.asked(COUNCIL, "proposals", Cbor.NULL, Cbor.NULL, Cbor.of(10))
                        .asArray())
                .isEmpty();
        for (String name : List.of("kiel.vault", "kiel.nothing", "nothing")) {
            assertThat(refused("berlin", motion("admit-member", t("chain"), t(name), t("member"), t("hamburg"))))
                    .isEqualTo("unknown-chain");
            assertThat(refused("berlin", policy(name, thresholds("read", "all"))))
                    .isEqualTo("unknown-chain");
            assertThat(chain.refused(COUNCIL, "delegate", t(name), t("kiel"))).isEqualTo("unknown-chain");
        }
        for (String method : List.of("enact", "withdraw"))
            assertThat(chain.refused(COUNCIL, method, Cbor.of(id))).isEqualTo("unknown-proposal");
        assertThat(voteRefused("berlin", id)).isEqualTo("unknown-proposal");
        assertThat(Shown.texts(chain.asked(COUNCIL, "charters", Cbor.NULL, Cbor.of(10)), "name"))
                .containsExactly("authority", "city");
    }

    @Test
    void nobody_learns_of_a_private_chain_by_its_name() {
        propose("kiel", charter("kiel.vault", "private", List.of("kiel"), Cbor.map()));
        assertThat(refused("kiel", charter("kiel.vault", "private", List.of("kiel"), Cbor.map())))
                .isEqualTo("exists");
        SortedSet<String> told = new TreeSet<>();
        SortedSet<Long> gas = new TreeSet<>();
        for (String name : List.of("kiel.vault", "kiel.other")) {
            told.clear();
            for (String category : List.of("private", "consortium", "public"))
                for (String member : List.of("berlin", "kiel"))
                    told.add(refused("berlin", charter(name, category, List.of(member), Cbor.map())));
            assertThat(told).containsExactly("bad-name", "not-a-member");
            Cbor founding = charter(name, "private", List.of("kiel"), Cbor.map());
            assertThat(chain.unanswered(COUNCIL, "preview", founding)).isEqualTo("not-a-member");
            Cbor wrong = policy(name, Cbor.map(t("no-such-field"), Cbor.NULL));
            assertThat(refused("berlin", wrong)).isEqualTo("unknown-chain");
            gas.add(chain.gasUsed());
            assertThat(chain.unanswered(COUNCIL, "preview", wrong)).isEqualTo("unknown-chain");
            chain.as(Address.key(Hash.ZERO));
            assertThat(chain.unanswered(COUNCIL, "charter", t(name))).isEqualTo("unknown-chain");
        }
        assertThat(gas).hasSize(1);
    }

    @Test
    void whatever_is_sent_the_contract_refuses_in_order() {
        harbour(Cbor.map());
        List<Cbor> known = List.of(t("harbour"), t("kiel"), t("yes"), Cbor.of(1), policy("harbour", Cbor.map()));
        Map<String, Integer> methods = new TreeMap<>(
                Map.of("propose", 1, "vote", 2, "delegate", 2, "enact", 1, "withdraw", 1, "charter", 1, "charters", 2));
        methods.putAll(Map.of("proposal", 1, "proposals", 3, "preview", 1, "may", 5));
        List<Address> senders = List.of(Address.org("kiel"), Address.org("berlin"), Address.person("eve"));
        assertThat(new ContractFuzz(chain, COUNCIL, senders, known).run(7, 3_000, methods))
                .isPositive();
    }
}
