package io.polder.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.consensus.ConsensusEngine;
import io.polder.consensus.Status;
import io.polder.contract.Keys;
import io.polder.governance.council.Clusters;
import io.polder.governance.council.Council;
import io.polder.ledger.MemoryStore;
import io.polder.protocol.Address;
import io.polder.protocol.Certificate;
import io.polder.protocol.Member;
import io.polder.protocol.Outcome;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.proof.Finding;
import io.polder.protocol.proof.Proof;
import io.polder.protocol.proof.ProofFile;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.testkit.FaultyStore;
import io.polder.testkit.SharedOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A chain of three of four cities: its own order beside that of all.
class OwnClusterTest {
    private static final String LOCKS = "locks";
    private static final List<String> THREE = FourCities.NAMES.subList(0, 3);

    private final FourCities net = new FourCities();
    private final SharedOrder order = new SharedOrder(Instant.ofEpochMilli(FourCities.START + 1_000));
    private final List<FaultyStore> stores = new ArrayList<>();
    private final List<OrderCluster> own = new ArrayList<>();
    private final List<ConsensusEngine> engines = new ArrayList<>();
    private Clusters.Opening opening;

    @BeforeEach
    void found() {
        Cbor charter = Cbor.map(
                t("name"), t(LOCKS),
                t("category"), t("consortium"),
                t("members"), Cbor.array(t("berlin"), t("hamburg")),
                t("cities"), Cbor.array(THREE.stream().map(Cbor::of).toList()),
                t("engine"), t("raft"));
        Cbor motion = Cbor.map(t("kind"), t("found-chain"), t("charter"), charter);
        long proposal = ((Outcome.Succeeded) onAuthority(0, "council", "propose", motion))
                .result()
                .asCount();
        onAuthority(2, "council", "vote", Cbor.of(proposal), t("yes"));
        for (int city = 0; city < 3; city++) announce(city);
        net.calm();
        opening = Clusters.opening(net.cities.get(3).authority().now(), LOCKS).orElseThrow();
        for (int city = 0; city < 3; city++) {
            stores.add(new FaultyStore(new MemoryStore()));
            own.add(open(city));
            engines.add(order.member(city));
            own.get(city).join(only(engines.get(city)));
        }
    }

    @AfterEach
    void close() {
        own.forEach(OrderCluster::close);
        net.close();
    }

    private static Cbor t(String text) {
        return Cbor.of(text);
    }

    private Outcome onAuthority(int org, String contract, String method, Cbor... arguments) {
        Address address = Address.org(FourCities.NAMES.get(org));
        return settled(net.call("authority", address, net.orgKeys.get(org), contract, method, Cbor.array(arguments)));
    }

    private Outcome settled(Transaction transaction) {
        Admission admission = net.chain(0, "authority").submit(transaction);
        net.order.step();
        return ((Settlement.Final) ((Admission.Pending) admission).settlement().join())
                .receipt()
                .outcome();
    }

    private void announce(int city) {
        String name = FourCities.NAMES.get(city);
        SigningKey key = net.cityKeys.get(city);
        Cbor arguments = Cbor.array(
                t(LOCKS),
                key.publicKey().toCose(),
                t("127.0.0.1:" + (4_000 + city)),
                t("127.0.0.1:" + (5_000 + city)),
                Cbor.of(Bytes.utf8("engine key " + city)));
        assertThat(settled(net.call("authority", Address.city(name), key, Clusters.NAME, "announce", arguments)))
                .isInstanceOf(Outcome.Succeeded.class);
    }

    private OrderCluster open(int city) {
        Member self = opening.roster().member(FourCities.NAMES.get(city)).orElseThrow();
        return OrderCluster.open(new ClusterParts(
                new ClusterParts.Network(net.genesis, net.network, opening.roster()),
                new ClusterParts.City(self, net.cityKeys.get(city), Signatures.jdk(), () -> order.now()),
                new ClusterParts.Stores(stores.get(city), new MemoryStore()),
                ClusterParts.Frameworks.NONE,
                new NearCities(city, own),
                Optional.of(new ClusterParts.OwnChain(
                        Council.charter(net.cities.get(city).authority().now(), LOCKS)
                                .orElseThrow()
                                .spec(),
                        opening.time(),
                        opening.height(),
                        net.cities.get(city).authority()))));
    }

    private static OrderCluster.Engines only(ConsensusEngine engine) {
        return (roster, anchor) -> engine;
    }

    private Chain locks(int city) {
        return own.get(city).chain(LOCKS).orElseThrow();
    }

    private Transaction save(String who, SigningKey key, String name) {
        return net.call(LOCKS, Address.org(who), key, "kv", "save", Cbor.array(t(name), t("v")));
    }

    private Outcome inLocks(int city, Transaction transaction) {
        Admission admission = locks(city).submit(transaction);
        assertThat(admission).isInstanceOf(Admission.Pending.class);
        order.step();
        return ((Settlement.Final) ((Admission.Pending) admission).settlement().join())
                .receipt()
                .outcome();
    }

    /// Time passes in the chain's own order until everything there is to do is done.
    private void calm() {
        for (int i = 0; i < 2 * Certifier.REMIND_EVERY; i++) {
            order.pass(Keeper.AGAIN_MS);
            own.forEach(OrderCluster::tend);
            order.step();
        }
    }

    private long seen(int city) {
        return locks(city).head().orElseThrow().rules().authorityHeight();
    }

    private void sameEverywhere() {
        for (int city = 1; city < 3; city++) assertThat(locks(city).head()).isEqualTo(locks(0).head());
    }

    @Test
    void its_blocks_are_made_and_certified_by_its_own_cities_alone() {
        assertThat(locks(0).head().orElseThrow().height()).isZero();
        assertThat(seen(0)).isEqualTo(opening.height());
        sameEverywhere();
        assertThat(inLocks(1, save("berlin", net.orgKeys.get(0), "a"))).isInstanceOf(Outcome.Succeeded.class);
        calm();
        sameEverywhere();
        assertThat(locks(2).certifiedHeight())
                .isEqualTo(locks(2).head().orElseThrow().height());
        assertThat(own.get(1).rounds(0, 9)).allSatisfy(bundle -> {
            assertThat(bundle.record().cluster()).isEqualTo(LOCKS);
            assertThat(bundle.certificate().fault(bundle.record(), opening.roster(), Signatures.jdk()))
                    .isEmpty();
        });
        assertThat(net.cities).allSatisfy(city -> assertThat(city.chain(LOCKS)).isEmpty());
        assertThat(locks(0).submit(save("frankfurt", net.orgKeys.get(1), "b"))).isInstanceOf(Admission.Refused.class);
    }

    @Test
    void a_stranger_checks_its_records_with_the_fingerprint_of_the_network_alone() {
        Transaction save = save("berlin", net.orgKeys.get(0), "a");
        inLocks(1, save);
        calm();
        Proof proof = ((Proving.Proven) locks(2).proveTransaction(save.id())).proof();
        ProofFile alone = ProofFile.of(proof, net.genesis);
        ProofFile file = alone.opened(locks(2).opening(0).map(Proving.Proven::proof));
        assertThat(file.opening()).isPresent();
        assertThat(file.check(net.network, Signatures.jdk()))
                .isInstanceOfSatisfying(
                        Finding.Holds.class, holds -> assertThat(holds.roster()).isEqualTo(3));
        assertThat(ProofFile.decode(file.encode())).isEqualTo(file);
        assertThat(ProofFile.ofJson(file.toJson().write())).isEqualTo(file);
        assertThat(alone.check(net.network, Signatures.jdk())).isInstanceOf(Finding.Fails.class);
        // What is proven of another chain opens nothing, and neither does another state of the authority chain.
        assertThat(alone.opened(Optional.of(proof)).check(net.network, Signatures.jdk()))
                .isInstanceOf(Finding.Fails.class);
        Proving other =
                net.chain(0, "authority").proveState(Clusters.NAME, Keys.of('a', LOCKS, FourCities.NAMES.getFirst()));
        assertThat(alone.opened(Optional.of(((Proving.Proven) other).proof())).check(net.network, Signatures.jdk()))
                .isInstanceOfSatisfying(
                        Finding.Fails.class, fails -> assertThat(fails.step()).isEqualTo("the opening of the cluster"));
    }

    @Test
    void it_judges_by_the_authority_height_that_its_own_order_has_imported() {
        SigningKey key = net.key();
        long before = seen(0);
        Transaction early = save("kiel", key, "early");
        Cbor motion = Cbor.map(t("kind"), t("admit-member"), t("chain"), t(LOCKS), t("member"), t("frankfurt"));
        Outcome proposed = onAuthority(0, "council", "propose", motion);
        long proposal = ((Outcome.Succeeded) proposed).result().asCount();
        onAuthority(2, "council", "vote", Cbor.of(proposal), t("yes"));
        net.calm();
        Transaction save = save("frankfurt", net.orgKeys.get(1), "c");
        assertThat(locks(1).submit(save)).isInstanceOf(Admission.Refused.class);
        assertThat(seen(1)).isEqualTo(before);
        calm();
        assertThat(seen(1)).isGreaterThan(before);
        sameEverywhere();
        assertThat(inLocks(1, save)).isInstanceOf(Outcome.Succeeded.class);
        assertThat(locks(2).submit(early)).isInstanceOf(Admission.Refused.class);
    }

    @Test
    void an_import_that_too_few_have_signed_is_passed_over() {
        onAuthority(0, "council", "propose", motionOfNobody());
        net.calm();
        AuthorityImport whole = net.cities
                .get(1)
                .authority()
                .newestAfter(new Senders.Authorities(
                        seen(1), net.cities.get(1).authority().now()))
                .orElseThrow();
        Certificate thin =
                new Certificate(new TreeMap<>(whole.certificate().signatures().headMap(2L)));
        var few = new AuthorityImport(whole.header(), whole.inRound(), whole.record(), thin);
        assertThat(AuthorityImport.read(few.wire())).contains(few);
        long before = seen(0);
        engines.get(2).submit(few.wire());
        engines.get(2).submit(Bytes.concat(Bytes.of(AuthorityImport.TAG), Bytes.utf8("nothing")));
        order.step();
        assertThat(seen(0)).isEqualTo(before);
        engines.get(2).submit(whole.wire());
        order.step();
        assertThat(seen(0)).isEqualTo(whole.height());
        sameEverywhere();
    }

    private static Cbor motionOfNobody() {
        return Cbor.map(
                t("kind"), t("register-organisation"), t("organisation"), t("kiel"), t("key"), Cbor.of(Hash.ZERO));
    }

    @Test
    void a_city_that_comes_back_to_it_takes_its_blocks_and_imports_from_the_others() {
        inLocks(0, save("berlin", net.orgKeys.get(0), "a"));
        calm();
        order.stop(2);
        own.get(2).close();
        onAuthority(0, "council", "propose", motionOfNobody());
        net.calm();
        calmWithoutThird();
        long imported = seen(0);
        assertThat(imported).isGreaterThan(opening.height());
        inLocks(1, save("hamburg", net.orgKeys.get(2), "b"));
        stores.set(2, new FaultyStore(new MemoryStore()));
        own.set(2, open(2));
        engines.set(2, order.member(2));
        own.get(2).join(only(engines.get(2)));
        calm();
        inLocks(2, save("berlin", net.orgKeys.get(0), "c"));
        sameEverywhere();
        assertThat(seen(2)).isGreaterThanOrEqualTo(imported);
    }

    @Test
    void a_cluster_that_fails_at_a_city_leaves_its_other_clusters_serving() {
        inLocks(0, save("berlin", net.orgKeys.get(0), "a"));
        stores.getFirst().breakAfter(0, FaultyStore.Fault.BEFORE_WRITE);
        locks(1).submit(save("hamburg", net.orgKeys.get(2), "b"));
        order.step();
        assertThat(own.getFirst().status().status()).isEqualTo(Status.FAILED);
        assertThat(locks(0).submit(save("berlin", net.orgKeys.get(0), "c")))
                .isInstanceOfSatisfying(
                        Admission.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(RefusalCode.NOT_SERVING));
        assertThat(net.cities.getFirst().status().status()).isNotEqualTo(Status.FAILED);
        assertThat(onAuthority(0, "council", "propose", motionOfNobody())).isInstanceOf(Outcome.Succeeded.class);
        assertThat(inLocks(1, save("hamburg", net.orgKeys.get(2), "d"))).isInstanceOf(Outcome.Succeeded.class);
        assertThat(locks(1).head()).isEqualTo(locks(2).head());
    }

    private void calmWithoutThird() {
        for (int i = 0; i < 2 * Certifier.REMIND_EVERY; i++) {
            order.pass(Keeper.AGAIN_MS);
            own.subList(0, 2).forEach(OrderCluster::tend);
            order.step();
        }
    }
}
