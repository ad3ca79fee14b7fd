package io.polder.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.contract.Rights;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Outcome;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.proof.Finding;
import io.polder.protocol.proof.ProofCheck;
import io.polder.protocol.signature.Signatures;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FoundedChainTest {
    private static final String HARBOUR = "harbour";
    private final FourCities net = new FourCities();

    @AfterEach
    void close() {
        net.close();
    }

    private static Cbor t(String text) {
        return Cbor.of(text);
    }

    private Transaction by(int org, String chain, String contract, String method, Cbor... arguments) {
        Address address = Address.org(FourCities.NAMES.get(org));
        return net.call(chain, address, net.orgKeys.get(org), contract, method, Cbor.array(arguments));
    }

    private Outcome run(int city, Transaction transaction) {
        String chain = Opened.intent(transaction).orElseThrow().domain().chain();
        Admission admission = net.chain(city, chain).submit(transaction);
        assertThat(admission).isInstanceOf(Admission.Pending.class);
        net.order.step();
        Settlement settlement = ((Admission.Pending) admission).settlement().join();
        return ((Settlement.Final) settlement).receipt().outcome();
    }

    private Cbor done(int city, Transaction transaction) {
        Outcome outcome = run(city, transaction);
        assertThat(outcome).isInstanceOf(Outcome.Succeeded.class);
        return ((Outcome.Succeeded) outcome).result();
    }

    private long propose(int org, Cbor motion) {
        return done(org, by(org, "authority", "council", "propose", motion)).asCount();
    }

    private void vote(int org, long proposal) {
        done(org, by(org, "authority", "council", "vote", Cbor.of(proposal), t("yes")));
    }

    /// A consortium of berlin (0) and hamburg (2).
    private void found() {
        Cbor charter = Cbor.map(
                t("name"), t(HARBOUR),
                t("category"), t("consortium"),
                t("members"), Cbor.array(t("berlin"), t("hamburg")));
        long proposal = propose(0, Cbor.map(t("kind"), t("found-chain"), t("charter"), charter));
        assertThat(net.cities.get(0).chain(HARBOUR)).isEmpty();
        vote(2, proposal);
    }

    private Transaction save(int org, String key) {
        return by(org, HARBOUR, "kv", "save", t(key), t("v"));
    }

    private String refused(int city, Transaction transaction) {
        Admission admission = net.chain(city, HARBOUR).submit(transaction);
        assertThat(admission).isInstanceOf(Admission.Refused.class);
        return ((Admission.Refused) admission).code().text();
    }

    private Answer get(int city, int org, String key) {
        return net.chain(city, HARBOUR)
                .query(
                        new Call.Invoke("kv", "get", Cbor.array(t(key))),
                        Address.org(FourCities.NAMES.get(org)),
                        OptionalLong.empty(),
                        OptionalLong.empty());
    }

    private void sameEverywhere() {
        for (int city = 1; city < 4; city++)
            assertThat(net.chain(city, HARBOUR).head())
                    .isEqualTo(net.chain(0, HARBOUR).head());
    }

    @Test
    void a_chain_that_is_agreed_is_there_at_all_cities_from_the_next_round_on() {
        found();
        for (int city = 0; city < 4; city++)
            assertThat(net.chain(city, HARBOUR).head().orElseThrow().height()).isZero();
        sameEverywhere();
        Transaction save = save(0, "a");
        done(3, save);
        sameEverywhere();
        assertThat(get(1, 2, "a")).isInstanceOf(Answer.Found.class);
        net.calm();
        Proving proving = net.chain(3, HARBOUR).proveTransaction(save.id());
        assertThat(proving).isInstanceOf(Proving.Proven.class);
        ProofCheck check = new ProofCheck(net.network, net.genesis.roster(), Signatures.jdk());
        assertThat(check.check(((Proving.Proven) proving).proof())).isInstanceOf(Finding.Holds.class);
    }

    @Test
    void an_outsider_is_refused_at_the_door_and_by_every_city_when_a_traitor_lets_it_in() {
        found();
        Transaction foreign = save(1, "b");
        assertThat(refused(1, foreign)).isEqualTo("may-not-transact");
        assertThat(get(1, 1, "b")).isInstanceOf(Answer.Failed.class);
        assertThat(((Answer.Failed) get(1, 1, "b")).code()).isEqualTo(Chain.MAY_NOT_READ);
        net.engines.get(1).submit(foreign.wire());
        net.order.step();
        for (int city = 0; city < 4; city++)
            assertThat(net.chain(city, HARBOUR)
                            .block(1)
                            .orElseThrow()
                            .entries()
                            .getFirst()
                            .receipt()
                            .outcome())
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class, r -> assertThat(r.code()).isEqualTo("may-not-transact"));
        sameEverywhere();
    }

    @Test
    void a_policy_flipped_by_vote_is_judged_by_from_the_next_round_on() {
        found();
        Cbor open = Cbor.map(
                t("roles"), Cbor.map(t("writer"), Cbor.array(t("members"), t("org:frankfurt"))),
                t("functions"), Cbor.map(t("save"), Cbor.map(t("kind"), t("invoke"), t("contract"), t("kv"))),
                t("grants"), Cbor.map(t("writer"), Cbor.array(t("save"))));
        long proposal = propose(0, Cbor.map(t("kind"), t("change-policy"), t("chain"), t(HARBOUR), t("policy"), open));
        assertThat(refused(1, save(1, "c"))).isEqualTo("may-not-transact");
        vote(2, proposal);
        done(1, save(1, "c"));
        assertThat(net.chain(1, HARBOUR).permits(Address.org("frankfurt"), Rights.Act.QUERY, "kv", "get"))
                .isFalse();
        assertThat(refused(3, save(3, "d"))).isEqualTo("may-not-transact");
        sameEverywhere();
    }

    @Test
    void a_city_that_starts_again_or_lost_its_disk_has_the_chain() {
        net.kill(3);
        found();
        done(0, save(0, "a"));
        net.restart(3);
        net.calm();
        sameEverywhere();
        net.kill(2);
        net.restart(2);
        net.kill(1);
        net.loseDisk(1);
        done(0, save(0, "e"));
        net.restart(1);
        net.calm();
        sameEverywhere();
        done(1, save(2, "f"));
        sameEverywhere();
        assertThat(net.order.disputes()).isEmpty();
        assertThat(net.chain(1, HARBOUR).head().map(h -> h.domain().network())).contains(net.network);
        assertThat(net.network).isNotEqualTo(Hash.ZERO);
    }
}
