package io.polder.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.governance.council.Clusters;
import io.polder.governance.council.Council;
import io.polder.ledger.MemoryStore;
import io.polder.ledger.SnapshotPart;
import io.polder.ledger.Store;
import io.polder.protocol.Address;
import io.polder.protocol.Member;
import io.polder.protocol.Outcome;
import io.polder.protocol.Roster;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.proof.Finding;
import io.polder.protocol.proof.Handover;
import io.polder.protocol.proof.Proof;
import io.polder.protocol.proof.ProofFile;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.testkit.FaultyStore;
import io.polder.testkit.SharedOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A chain of some cities gets other cities by a vote: its order goes on with them.
class OwnRosterTest {
    private static final String LOCKS = "locks";
    private static final List<String> FOUR = FourCities.NAMES;
    private static final List<String> THREE = FOUR.subList(0, 3);

    private final FourCities net = new FourCities();
    private final Map<Long, SharedOrder> orders = new TreeMap<>();
    private final Map<String, OrderCluster> own = new TreeMap<>();
    private final Map<String, MemoryStore> ledgers = new TreeMap<>();
    private final Map<String, MemoryStore> outboxes = new TreeMap<>();
    private Clusters.Opening opening;
    private int parts;

    @BeforeEach
    void found() {
        Cbor charter = Cbor.map(
                t("name"), t(LOCKS),
                t("category"), t("consortium"),
                t("members"), Cbor.array(t("berlin"), t("hamburg")),
                t("cities"), Cbor.array(THREE.stream().map(Cbor::of).toList()),
                t("engine"), t("raft"));
        decide(Cbor.map(t("kind"), t("found-chain"), t("charter"), charter));
        for (String city : THREE) say(city, "announce", 0, t(LOCKS));
        net.calm();
        opening = Clusters.opening(net.cities.get(3).authority().now(), LOCKS).orElseThrow();
        THREE.forEach(this::start);
    }

    @AfterEach
    void close() {
        own.values().forEach(OrderCluster::close);
        net.close();
    }

    private static Cbor t(String text) {
        return Cbor.of(text);
    }

    private Outcome settled(Transaction transaction) {
        Admission admission = net.chain(0, "authority").submit(transaction);
        net.order.step();
        return ((Settlement.Final) ((Admission.Pending) admission).settlement().join())
                .receipt()
                .outcome();
    }

    private Outcome byOrganisation(String name, String contract, String method, Cbor... arguments) {
        return settled(net.call(
                "authority",
                Address.org(name),
                net.orgKeys.get(FOUR.indexOf(name)),
                contract,
                method,
                Cbor.array(arguments)));
    }

    private void say(String city, String method, long epoch, Cbor... first) {
        SigningKey key = net.cityKeys.get(FOUR.indexOf(city));
        List<Cbor> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(key.publicKey().toCose(), t("127.0.0.1:4000"), t("127.0.0.1:5000")));
        all.add(Cbor.of(Bytes.utf8(city + epoch)));
        Cbor arguments = Cbor.array(all);
        assertThat(settled(net.call("authority", Address.city(city), key, Clusters.NAME, method, arguments)))
                .isInstanceOf(Outcome.Succeeded.class);
    }

    private void ready(long epoch, List<String> cities) {
        for (String city : cities) say(city, "ready", epoch, t(LOCKS), Cbor.of(epoch), t("raft"));
    }

    private void decide(Cbor motion) {
        Outcome proposed = byOrganisation("berlin", "council", "propose", motion);
        assertThat(proposed).isInstanceOf(Outcome.Succeeded.class);
        Cbor id = ((Outcome.Succeeded) proposed).result();
        assertThat(byOrganisation("hamburg", "council", "vote", id, t("yes"))).isInstanceOf(Outcome.Succeeded.class);
    }

    private void name(List<String> cities) {
        decide(Cbor.map(
                t("kind"),
                t("change-cities"),
                t("chain"),
                t(LOCKS),
                t("cities"),
                Cbor.array(cities.stream().map(Cbor::of).toList())));
    }

    /// The chain's cities are these from the next epoch on, and all have come there.
    private void change(long epoch, List<String> cities) {
        name(cities);
        ready(epoch, cities);
        net.calm();
        calm();
        for (String city : cities) if (!own.containsKey(city)) start(city);
        calm();
    }

    private Instant now() {
        Instant now = Instant.ofEpochMilli(FourCities.START + 1_000);
        for (SharedOrder order : orders.values()) if (order.now().isAfter(now)) now = order.now();
        return now;
    }

    private SharedOrder order(Roster roster) {
        return orders.computeIfAbsent(
                roster.epoch(),
                e -> new SharedOrder(now()).quorum(roster.members().size() / 2 + 1));
    }

    /// What a process closes at its end is the disk's all the same.
    private static Store life(MemoryStore disk) {
        return new FaultyStore(disk) {
            @Override
            public synchronized void close() {
                cutPower(UNSYNCED_MAX);
            }
        };
    }

    private void start(String city) {
        var authority = net.cities.get(FOUR.indexOf(city)).authority();
        Member self = opening.roster()
                .member(city)
                .orElseGet(() -> Clusters.newest(authority.now(), LOCKS)
                        .orElseThrow()
                        .roster()
                        .member(city)
                        .orElseThrow());
        OrderCluster cluster = OrderCluster.open(new ClusterParts(
                new ClusterParts.Network(net.genesis, net.network, opening.roster()),
                new ClusterParts.City(self, net.cityKeys.get(FOUR.indexOf(city)), Signatures.jdk(), this::now),
                new ClusterParts.Stores(
                        life(ledgers.computeIfAbsent(city, c -> new MemoryStore())),
                        life(outboxes.computeIfAbsent(city, c -> new MemoryStore()))),
                ClusterParts.Frameworks.NONE,
                new Others(city),
                Optional.of(new ClusterParts.OwnChain(
                        Council.charter(authority.now(), LOCKS).orElseThrow().spec(),
                        opening.time(),
                        opening.height(),
                        authority))));
        own.put(city, cluster);
        cluster.join((roster, anchor) ->
                order(roster).member(roster.member(city).orElseThrow().number()));
    }

    private void stop(String city) {
        own.remove(city).close();
    }

    /// The other cities of the chain, each of which gives no more than it may.
    private final class Others implements Neighbours {
        private final String self;

        private Others(String self) {
            this.self = self;
        }

        private Stream<OrderCluster> others() {
            return own.entrySet().stream()
                    .filter(e -> !e.getKey().equals(self))
                    .map(Map.Entry::getValue)
                    .filter(c -> c.known(self).isPresent());
        }

        private Stream<OrderCluster> members() {
            return others().filter(c -> c.until(self) == Long.MAX_VALUE);
        }

        @Override
        public List<RoundBundle> rounds(long after, int limit) {
            return others().map(c -> c.rounds(after, limit).stream()
                            .takeWhile(b -> b.record().round() <= c.until(self))
                            .toList())
                    .filter(b -> !b.isEmpty())
                    .findFirst()
                    .orElse(List.of());
        }

        @Override
        public List<Handover> handovers(long afterEpoch) {
            return members()
                    .map(c -> c.handoversAfter(afterEpoch))
                    .filter(h -> !h.isEmpty())
                    .findFirst()
                    .orElse(List.of());
        }

        @Override
        public Optional<Bytes> snapshot(SnapshotPart part) {
            parts++;
            return members().flatMap(c -> c.snapshot(part).stream()).findFirst();
        }

        @Override
        public boolean offer(Bytes wire) {
            return others().anyMatch(c -> c.take(wire));
        }

        @Override
        public void blame(String why) {
            throw new AssertionError(self + " blames: " + why);
        }
    }

    /// Time passes in the chain's own orders until everything there is to do is done.
    private void calm() {
        for (int i = 0; i < 4 * Certifier.REMIND_EVERY; i++) {
            orders.values().forEach(o -> o.pass(Keeper.AGAIN_MS));
            List.copyOf(own.values()).forEach(OrderCluster::tend);
            List.copyOf(orders.values()).forEach(SharedOrder::step);
        }
    }

    private Chain locks(String city) {
        return own.get(city).chain(LOCKS).orElseThrow();
    }

    private Admission.Pending submit(String city, String name) {
        Transaction save = net.call(
                LOCKS, Address.org("berlin"), net.orgKeys.getFirst(), "kv", "save", Cbor.array(t(name), t("v")));
        return (Admission.Pending) locks(city).submit(save);
    }

    private Hash save(String city, String name) {
        Admission.Pending pending = submit(city, name);
        for (int i = 0; i < 4 && !pending.settlement().isDone(); i++) calm();
        Settlement done = pending.settlement().getNow(new Settlement.Expired(pending.id()));
        assertThat(((Settlement.Final) done).receipt().outcome()).isInstanceOf(Outcome.Succeeded.class);
        return pending.id();
    }

    private void sameAt(List<String> cities) {
        calm();
        for (String city : cities) {
            assertThat(locks(city).head()).isEqualTo(locks(cities.getFirst()).head());
            assertThat(locks(city).certifiedHeight())
                    .isEqualTo(locks(city).head().orElseThrow().height());
        }
    }

    private List<String> rosterAt(String city) {
        return own.get(city).roster().members().stream().map(Member::name).toList();
    }

    private Finding checked(String city, Hash id) {
        Proving.Proven proven = (Proving.Proven) locks(city).proveTransaction(id);
        Proof proof = proven.proof();
        ProofFile file = ProofFile.of(proof, net.genesis)
                .opened(locks(city).opening(proof.record().epoch()).map(Proving.Proven::proof));
        return ProofFile.decode(file.encode()).check(net.network, Signatures.jdk());
    }

    @Test
    void a_fourth_city_takes_what_the_chain_holds_and_orders_with_the_others() {
        Hash early = save("berlin", "early");
        calm();
        change(1, FOUR);
        assertThat(rosterAt("berlin")).isEqualTo(FOUR);
        assertThat(own.get("leipzig").status().epoch()).isEqualTo(1);
        assertThat(parts).isPositive();
        Hash late = save("leipzig", "late");
        sameAt(FOUR);
        assertThat(locks("leipzig").block(0)).isPresent();
        for (Hash each : List.of(early, late))
            assertThat(checked("leipzig", each)).isInstanceOf(Finding.Holds.class);
        // A proof of the epoch before is of the roster before, whatever is held out beside it.
        Proof first = ((Proving.Proven) locks("berlin").proveTransaction(early)).proof();
        assertThat(first.record().epoch()).isZero();
        assertThat(ProofFile.of(first, net.genesis)
                        .opened(locks("berlin").opening(1).map(Proving.Proven::proof))
                        .check(net.network, Signatures.jdk()))
                .isInstanceOf(Finding.Fails.class);
    }

    @Test
    void the_old_roster_certifies_the_round_that_names_the_new_one() {
        save("berlin", "a");
        change(1, FOUR);
        List<Handover> handovers = own.get("frankfurt").handoversAfter(0);
        assertThat(handovers).hasSize(1);
        assertThat(handovers.getFirst().roster().members())
                .extracting(Member::name)
                .isEqualTo(FOUR);
        assertThat(handovers.getFirst().fault(net.network, opening.roster(), Signatures.jdk()))
                .isEmpty();
        assertThat(own.get("leipzig").handoversAfter(0)).isEqualTo(handovers);
    }

    @Test
    void a_city_that_has_left_gets_nothing_more_and_what_it_had_accepted_is_ordered() {
        change(1, FOUR);
        save("leipzig", "a");
        name(List.of("berlin", "frankfurt", "leipzig"));
        ready(2, List.of("berlin", "frankfurt", "leipzig"));
        net.calm();
        List<Admission.Pending> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) waiting.add(submit("hamburg", "late " + i));
        orders.get(1L).loseOffers();
        assertThat(own.get("hamburg").over()).isFalse();
        for (int i = 0; i < 6 && !own.get("hamburg").over(); i++) calm();
        assertThat(own.get("hamburg").over()).isTrue();
        long left = locks("hamburg").head().orElseThrow().height();
        assertThat(rosterAt("berlin")).containsExactly("berlin", "frankfurt", "leipzig");
        save("frankfurt", "without hamburg");
        sameAt(List.of("berlin", "frankfurt", "leipzig"));
        for (Admission.Pending each : waiting)
            assertThat(locks("berlin").ledger().locate(each.id())).isPresent();
        assertThat(locks("hamburg").head().orElseThrow().height()).isEqualTo(left);
        assertThat(own.get("berlin").until("hamburg")).isLessThan(Long.MAX_VALUE);
        change(3, List.of("berlin", "frankfurt", "hamburg", "leipzig"));
        save("hamburg", "back");
        sameAt(FOUR);
    }

    @Test
    void a_city_that_slept_through_the_change_comes_back_and_one_that_restarts_knows_its_epoch() {
        save("berlin", "a");
        stop("frankfurt");
        name(FOUR);
        ready(1, FOUR);
        net.calm();
        calm();
        // Of three all must sign: the hand-over waits for the one that sleeps.
        assertThat(own.get("berlin").status().epoch()).isZero();
        assertThat(own.get("berlin").newestRoster().epoch()).isEqualTo(1);
        start("frankfurt");
        calm();
        start("leipzig");
        calm();
        assertThat(own.get("berlin").status().epoch()).isEqualTo(1);
        save("frankfurt", "b");
        stop("hamburg");
        save("berlin", "c");
        start("hamburg");
        save("hamburg", "d");
        sameAt(FOUR);
        for (String city : FOUR) {
            stop(city);
            start(city);
        }
        save("leipzig", "e");
        sameAt(FOUR);
        assertThat(own.values()).allSatisfy(c -> assertThat(c.status().epoch()).isEqualTo(1));
    }
}
