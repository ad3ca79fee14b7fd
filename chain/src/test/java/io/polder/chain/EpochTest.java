package io.polder.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.ledger.MemoryStore;
import io.polder.protocol.Address;
import io.polder.protocol.Member;
import io.polder.protocol.Outcome;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.proof.Finding;
import io.polder.protocol.proof.ProofFile;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.testkit.SharedOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EpochTest {
    private static final List<String> THREE = List.of("berlin", "frankfurt", "hamburg");

    private final ChangingCities net = new ChangingCities();
    private final SigningKey key = net.key();

    @AfterEach
    void close() {
        net.close();
    }

    private Transaction save(String name) {
        Address sender = Address.key(key.publicKey().thumbprint());
        return net.call("city", sender, key, "kv", "save", Cbor.of(name), Cbor.of("v"));
    }

    private void allReady(long epoch) {
        net.cities.values().stream()
                .filter(c ->
                        c.cluster != null && c.cluster.roster().member(c.name).isPresent())
                .map(c -> c.name)
                .forEach(name -> net.ready(name, epoch));
    }

    private void oslo() {
        net.register("oslo");
        allReady(1);
        assertThat(net.decide(net.joins("oslo", "oslo 1"), THREE)).isInstanceOf(Outcome.Succeeded.class);
        net.calm();
        net.start("oslo");
        net.calm();
    }

    private List<String> rosterAt(String city) {
        return net.city(city).cluster.roster().members().stream()
                .map(Member::name)
                .toList();
    }

    private void sameEverywhere() {
        List<Object> ledgers = new ArrayList<>();
        for (ChangingCities.City city : net.cities.values()) {
            if (city.cluster == null) continue;
            List<Object> heads = new ArrayList<>();
            city.cluster.chains().forEach(c -> heads.add(c.ledger().head().orElseThrow()));
            ledgers.add(heads);
        }
        assertThat(ledgers).containsOnly(ledgers.getFirst());
    }

    @Test
    void a_city_joins_by_vote_and_orders_with_the_others() {
        net.done("berlin", save("before"));
        oslo();
        assertThat(rosterAt("oslo")).containsExactly("berlin", "frankfurt", "hamburg", "leipzig", "oslo");
        assertThat(net.city("berlin").cluster.status().epoch()).isEqualTo(1);
        net.done("oslo", save("after"));
        net.calm();
        sameEverywhere();
        assertThat(net.city("oslo").cluster.status().rounds().certified())
                .isEqualTo(net.city("oslo").cluster.status().rounds().newest());
    }

    @Test
    void a_city_that_joins_begins_with_a_snapshot_and_goes_on_from_there() {
        // More blocks than a contract may look back on, over more than a day.
        for (int i = 0; i < 300; i++) {
            net.done("berlin", save("key " + i));
            net.orders.values().forEach(o -> o.pass(300_000));
        }
        Settlement.Final old = net.settled("berlin", save("old"));
        oslo();
        Chain own = net.city("oslo").cluster.chain("city").orElseThrow();
        assertThat(net.parts).isPositive();
        assertThat(net.city("oslo").cluster.status().rounds().caughtUp()).isLessThan(40);
        assertThat(own.keptFrom()).isPositive();
        assertThat(own.block(own.keptFrom() - 1)).isEmpty();
        assertThat(net.city("oslo").cluster.rounds(0, 10)).isEmpty();
        net.done("oslo", save("after"));
        net.calm();
        sameEverywhere();
        assertThat(own.proveTransaction(old.id())).isInstanceOf(Proving.Proven.class);
        // Who restarts, and who takes the snapshot from the one that took it, come to the same.
        net.stop("oslo");
        net.start("oslo");
        net.done("oslo", save("again"));
        net.calm();
        sameEverywhere();
    }

    @Test
    void what_is_accepted_while_the_epoch_ends_is_final_in_the_next_one() {
        net.register("oslo");
        allReady(1);
        List<Admission.Pending> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) waiting.add(net.submit("leipzig", save("early " + i)));
        net.decide(net.joins("oslo", "oslo 1"), THREE);
        for (int i = 0; i < 20; i++) waiting.add(net.submit("hamburg", save("late " + i)));
        net.start("oslo");
        net.calm();
        net.calm();
        assertThat(waiting).allMatch(w -> w.settlement().isDone());
        sameEverywhere();
    }

    @Test
    void a_city_that_left_follows_and_the_others_go_on_without_it() {
        oslo();
        allReady(2);
        assertThat(net.decide(net.leaves("leipzig"), THREE)).isInstanceOf(Outcome.Succeeded.class);
        net.calm();
        assertThat(rosterAt("berlin")).containsExactly("berlin", "frankfurt", "hamburg", "oslo");
        net.done("oslo", save("without leipzig"));
        net.calm();
        sameEverywhere();
    }

    @Test
    void what_a_city_that_left_had_accepted_is_ordered_by_the_others() {
        oslo();
        allReady(2);
        Cbor id = net.done("berlin", proposal(net.leaves("leipzig")));
        net.done("frankfurt", vote("frankfurt", id));
        net.submit("hamburg", vote("hamburg", id));
        net.orders.get(1L).step();
        List<Admission.Pending> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) waiting.add(net.submit("leipzig", save("late " + i)));
        net.orders.get(1L).loseOffers();
        net.calm();
        assertThat(rosterAt("berlin")).doesNotContain("leipzig");
        for (int i = 0; i < 5; i++) waiting.add(net.submit("leipzig", save("later " + i)));
        net.calm();
        net.calm();
        assertThat(waiting)
                .allSatisfy(w -> assertThat(w.settlement().getNow(new Settlement.Expired(w.id())))
                        .isInstanceOf(Settlement.Final.class));
        sameEverywhere();
    }

    @Test
    void a_round_that_lacks_its_certificate_gets_it_in_the_next_epoch() {
        net.register("oslo");
        allReady(1);
        Cbor id = net.done("berlin", proposal(net.joins("oslo", "oslo 1")));
        net.done("frankfurt", vote("frankfurt", id));
        // Nobody hears the signatures of the round before the last one.
        for (long member = 0; member < 4; member++) net.orders.get(0L).voice(member, message -> Bytes.EMPTY);
        net.submit("berlin", save("before the end"));
        net.orders.get(0L).step();
        long gap = net.city("berlin").cluster.status().rounds().newest();
        for (long member = 0; member < 4; member++) net.orders.get(0L).voice(member, ChangingCities.mute(gap));
        net.submit("hamburg", vote("hamburg", id));
        for (int i = 0; i < 3; i++) net.calm();
        assertThat(net.city("berlin").cluster.status().epoch()).isEqualTo(1);
        assertThat(net.city("berlin")
                        .cluster
                        .rounds(gap - 1, 1)
                        .getFirst()
                        .record()
                        .round())
                .isEqualTo(gap);
        net.start("oslo");
        net.calm();
        net.done("oslo", save("after"));
        net.calm();
        sameEverywhere();
    }

    @Test
    void the_time_of_an_epoch_does_not_go_back_behind_the_one_before() {
        net.early = -30_000;
        oslo();
        net.done("oslo", save("after"));
        net.calm();
        List<RoundBundle> rounds = net.city("berlin").cluster.rounds(0, 100);
        for (int i = 1; i < rounds.size(); i++)
            assertThat(rounds.get(i).record().time())
                    .isGreaterThanOrEqualTo(rounds.get(i - 1).record().time());
    }

    @Test
    void a_city_that_lost_its_disk_comes_back_with_new_keys() {
        net.done("berlin", save("before"));
        allReady(1);
        net.stop("leipzig");
        assertThat(net.decide(net.joins("leipzig", "leipzig anew"), THREE)).isInstanceOf(Outcome.Succeeded.class);
        net.calm();
        ChangingCities.City leipzig = net.city("leipzig");
        leipzig.ledger = new MemoryStore();
        leipzig.outbox = new MemoryStore();
        net.start("leipzig");
        net.calm();
        net.done("leipzig", save("after"));
        net.calm();
        sameEverywhere();
    }

    @Test
    void a_city_that_slept_through_epochs_comes_back() {
        oslo();
        net.stop("frankfurt");
        List<String> awake = List.of("berlin", "hamburg", "leipzig");
        for (long epoch = 2; epoch <= 3; epoch++) {
            for (String name : List.of("berlin", "hamburg", "leipzig", "oslo")) net.ready(name, epoch);
            Outcome outcome = net.decide(net.joins("frankfurt", "frankfurt " + epoch), awake);
            assertThat(outcome).isInstanceOf(Outcome.Succeeded.class);
            net.calm();
        }
        net.start("frankfurt");
        net.calm();
        net.done("frankfurt", save("back"));
        net.calm();
        assertThat(net.city("frankfurt").cluster.status().epoch()).isEqualTo(3);
        sameEverywhere();
    }

    @Test
    void all_cities_that_stop_before_the_last_round_is_certified_go_on_after_it() {
        net.register("oslo");
        allReady(1);
        Cbor id = net.done("berlin", proposal(net.joins("oslo", "oslo 1")));
        net.done("frankfurt", vote("frankfurt", id));
        net.submit("hamburg", vote("hamburg", id));
        net.orders.values().forEach(o -> {
            for (long member = 0; member < 4; member++) {
                o.stopAt(member, SharedOrder.Point.AFTER_ROUND, 0);
            }
        });
        net.orders.get(0L).step();
        for (String name : ChangingCities.FOUNDERS) net.stop(name);
        for (String name : ChangingCities.FOUNDERS) net.start(name);
        net.start("oslo");
        net.calm();
        net.calm();
        assertThat(net.city("hamburg").cluster.status().epoch()).isEqualTo(1);
        net.done("oslo", save("after"));
        net.calm();
        sameEverywhere();
    }

    @Test
    void a_proof_of_any_epoch_is_checked_from_the_first_genesis() {
        Settlement.Final before = net.settled("berlin", save("before"));
        oslo();
        allReady(2);
        net.decide(net.leaves("leipzig"), THREE);
        net.calm();
        Settlement.Final after = net.settled("oslo", save("after"));
        net.calm();
        for (Settlement.Final each : List.of(before, after)) {
            Proving.Proven proven = (Proving.Proven)
                    net.city("oslo").cluster.chain("city").orElseThrow().proveTransaction(each.id());
            ProofFile file = ProofFile.of(proven.proof(), net.genesis, proven.handovers());
            ProofFile read = ProofFile.decode(file.encode());
            assertThat(read.handovers())
                    .hasSize(Math.toIntExact(proven.proof().record().epoch()));
            assertThat(read.check(net.genesis.id(), Signatures.jdk())).isInstanceOf(Finding.Holds.class);
        }
        assertThat(((Proving.Proven) net.city("oslo")
                                .cluster
                                .chain("city")
                                .orElseThrow()
                                .proveTransaction(after.id()))
                        .handovers())
                .hasSize(2);
    }

    private Transaction vote(String who, Cbor proposal) {
        return net.call(
                "authority", Address.org(who), net.city(who).organisation, "council", "vote", proposal, Cbor.of("yes"));
    }

    @Test
    void a_change_that_a_city_is_not_ready_for_waits() {
        net.register("oslo");
        assertThat(proposed(net.joins("oslo", "oslo 1"))).isEqualTo("no-engine-key");
    }

    @Test
    void nobody_may_leave_four_cities() {
        allReady(1);
        assertThat(proposed(net.leaves("leipzig"))).isEqualTo("loses-quorum");
    }

    /// The code with which a proposal is refused.
    private String proposed(Cbor motion) {
        return ((Outcome.Reverted)
                        net.settled("berlin", proposal(motion)).receipt().outcome())
                .code();
    }

    private Transaction proposal(Cbor motion) {
        return net.call(
                "authority", Address.org("berlin"), net.city("berlin").organisation, "council", "propose", motion);
    }
}
