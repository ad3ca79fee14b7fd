package io.polder.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.ledger.Ledger;
import io.polder.ledger.MemoryStore;
import io.polder.ledger.SnapshotPart;
import io.polder.ledger.StoreException;
import io.polder.protocol.Address;
import io.polder.protocol.Certificate;
import io.polder.protocol.Outcome;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.SigningKey;
import io.polder.testkit.FaultyStore;
import io.polder.testkit.SharedOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How the empty ledger of a city without a seat begins.
class BeginningTest {
    /// More blocks than a contract may look back on.
    private static final int MANY = 300;

    private static final int FEW = 12;
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

    /// So many blocks over more than a day; no roster has changed.
    private void grow(int blocks) {
        for (int i = 0; i < blocks; i++) {
            net.submit("berlin", save("key " + i));
            net.orders.values().forEach(o -> {
                o.step();
                o.pass(100_000_000 / blocks);
            });
        }
        net.calm();
    }

    private OrderCluster cluster(String city) {
        return net.city(city).cluster;
    }

    private Chain city(String city) {
        return cluster(city).chain("city").orElseThrow();
    }

    @Test
    void in_an_old_network_whose_roster_never_changed_it_begins_after_the_newest_certified_round() {
        grow(MANY);
        net.start("oslo");
        assertThat(net.parts).isPositive();
        assertThat(cluster("oslo").keptAfter()).isPositive();
        assertThat(cluster("oslo").status().rounds().caughtUp()).isLessThan(5);
        assertThat(city("oslo").head()).isEqualTo(city("berlin").head());
        assertThat(city("oslo").keptFrom()).isPositive();
        Settlement.Final last = net.settled("berlin", save("after"));
        net.calm();
        assertThat(city("oslo").head()).isEqualTo(city("berlin").head());
        assertThat(city("oslo").proveTransaction(last.id())).isInstanceOf(Proving.Proven.class);
        net.stop("oslo");
        net.start("oslo");
        net.calm();
        assertThat(city("oslo").head()).isEqualTo(city("berlin").head());
    }

    @Test
    void who_began_so_gets_a_seat_and_gives_the_snapshot_on() {
        grow(FEW);
        net.start("oslo");
        net.register("oslo");
        for (String founder : ChangingCities.FOUNDERS) net.ready(founder, 1);
        assertThat(net.decide(net.joins("oslo", "oslo 1"), THREE)).isInstanceOf(Outcome.Succeeded.class);
        net.calm();
        assertThat(cluster("oslo").roster().epoch()).isEqualTo(1);
        net.done("oslo", save("by oslo"));
        net.calm();
        for (String founder : THREE) net.stop(founder);
        net.stop("leipzig");
        net.start("bergen");
        assertThat(city("bergen").head()).isEqualTo(city("oslo").head());
        assertThat(cluster("bergen").keptAfter()).isPositive();
    }

    @Test
    void in_a_young_network_it_executes_all_blocks() {
        for (int i = 0; i < 20; i++) net.done("berlin", save("key " + i));
        net.calm();
        net.start("oslo");
        assertThat(cluster("oslo").keptAfter()).isEqualTo(-1);
        assertThat(cluster("oslo").status().rounds().caughtUp()).isGreaterThanOrEqualTo(20);
        assertThat(city("oslo").head()).isEqualTo(city("berlin").head());
    }

    @Test
    void rounds_that_a_city_catches_up_with_wait_for_the_disk_together_and_are_told_when_they_are_there() {
        net.start("oslo");
        Chain chain = city("oslo");
        int before = net.city("oslo").life.synced();
        for (int i = 0; i < 40; i++) {
            net.submit("berlin", save("key " + i));
            net.orders.values().forEach(SharedOrder::step);
        }
        net.city("oslo").life.breakAfter(25, FaultyStore.Fault.TORN);
        try (Follower follower = chain.follow(1)) {
            net.calm();
            assertThat(net.city("oslo").life.down()).isTrue();
            assertThat(follower.next(Duration.ZERO)).isEmpty();
            assertThat(chain.head().map(h -> h.height())).isEqualTo(Optional.of(0L));
        }
        net.crash("oslo", 0);
        net.start("oslo");
        net.calm();
        assertThat(city("oslo").head()).isEqualTo(city("berlin").head());
        assertThat(cluster("oslo").status().rounds().caughtUp()).isGreaterThanOrEqualTo(40);
        assertThat(net.city("oslo").life.synced()).isLessThan(10);
        assertThat(before).isLessThan(10);
    }

    @Test
    void a_founder_with_a_seat_whose_ledger_is_gone_executes_all_blocks_since_its_engine_tells_all_rounds() {
        grow(FEW);
        net.stop("leipzig");
        net.city("leipzig").ledger = new MemoryStore();
        net.start("leipzig");
        assertThat(cluster("leipzig").keptAfter()).isEqualTo(-1);
        net.calm();
        assertThat(city("leipzig").head()).isEqualTo(city("berlin").head());
    }

    @Test
    void a_round_that_the_roster_has_not_certified_is_not_begun_after() {
        grow(FEW);
        net.liars = true;
        int[] lies = {0};
        net.way = (part, answer) -> part.kind() == SnapshotPart.Kind.PLACE && lies[0] < 5
                ? lie(lies[0]++, Ledger.Certified.decode(answer))
                : answer;
        net.start("oslo");
        assertThat(lies[0]).isEqualTo(5);
        assertThat(net.blamed).hasSize(5).allMatch(why -> why.startsWith("the newest certified round: "));
        assertThat(cluster("oslo").keptAfter()).isPositive();
        assertThat(city("oslo").head()).isEqualTo(city("berlin").head());
    }

    private static Bytes lie(int which, Ledger.Certified truth) {
        RoundRecord r = truth.record();
        TreeMap<Long, Bytes> few = new TreeMap<>(truth.certificate().signatures());
        while (few.size() > 2) few.pollFirstEntry();
        return switch (which) {
            case 0 -> new Ledger.Certified(r, new Certificate(few)).encode();
            case 1 -> other(truth, r.network(), r.cluster(), r.round() + 1);
            case 2 -> other(truth, Hash.ZERO, r.cluster(), r.round());
            case 3 -> other(truth, r.network(), "other", r.round());
            default -> truth.encode().slice(0, truth.encode().size() - 1);
        };
    }

    private static Bytes other(Ledger.Certified truth, Hash network, String cluster, long round) {
        RoundRecord r = truth.record();
        RoundRecord changed =
                new RoundRecord(network, cluster, r.epoch(), round, r.time(), r.chainsRoot(), r.nextRoster());
        return new Ledger.Certified(changed, truth.certificate()).encode();
    }

    @Test
    void what_was_begun_is_brought_to_its_end_after_the_same_round() {
        grow(FEW);
        int[] left = {4};
        net.way = (part, answer) -> {
            if (part.kind() != SnapshotPart.Kind.PLACE && left[0]-- == 0) throw new StoreException("the power is gone");
            return answer;
        };
        assertThatThrownBy(() -> net.start("oslo")).isInstanceOf(StoreException.class);
        long begun = berlinRound();
        net.way = (part, answer) -> answer;
        net.done("berlin", save("meanwhile"));
        net.calm();
        net.start("oslo");
        assertThat(cluster("oslo").keptAfter()).isEqualTo(begun);
        assertThat(city("oslo").head()).isEqualTo(city("berlin").head());
    }

    private long berlinRound() {
        return cluster("berlin").status().rounds().certified();
    }

    @Test
    void with_nobody_to_ask_it_waits_for_its_blocks() {
        for (String founder : ChangingCities.FOUNDERS) net.stop(founder);
        net.start("oslo");
        assertThat(cluster("oslo").keptAfter()).isEqualTo(-1);
        assertThat(city("oslo").head().map(h -> h.height())).isEqualTo(Optional.of(0L));
    }
}
