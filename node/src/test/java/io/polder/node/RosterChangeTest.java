package io.polder.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.chain.Admission;
import io.polder.chain.Chain;
import io.polder.chain.OrderCluster;
import io.polder.chain.Proving;
import io.polder.chain.Settlement;
import io.polder.consensus.Status;
import io.polder.governance.council.Rosters;
import io.polder.home.CityHome;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Genesis;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Outcome;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.proof.Finding;
import io.polder.protocol.proof.ProofFile;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.rocksdb.SharedMemory;
import io.polder.testkit.Await;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RosterChangeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final SigningKey key = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
    private final AtomicLong sequence = new AtomicLong();
    private final List<CityNode> nodes = new ArrayList<>();
    private final List<CityHome> homes = new ArrayList<>();

    private Transaction sign(Chain chain, Address sender, SigningKey by, Call call) {
        long now = System.currentTimeMillis();
        return Transaction.sign(
                new Intent(
                        chain.domain(),
                        sender,
                        new Lane(0, sequence.incrementAndGet()),
                        new Window(now - 60_000, now + 600_000),
                        call),
                by);
    }

    private static Chain chain(CityNode node, String name) {
        return node.chains().find(name).orElseThrow();
    }

    private Admission.Pending save(CityNode node, String name) {
        Chain city = chain(node, "city");
        Call call = new Call.Invoke("kv", "save", Cbor.array(Cbor.of(name), Cbor.of("v")));
        return (Admission.Pending)
                city.submit(sign(city, Address.key(key.publicKey().thumbprint()), key, call));
    }

    private Cbor council(int by, String method, Cbor... arguments) throws Exception {
        Chain authority = chain(nodes.get(by), "authority");
        Transaction transaction = sign(
                authority,
                Address.org(homes.get(by).config().organisation()),
                homes.get(by).organisationKey(),
                new Call.Invoke("council", method, Cbor.array(arguments)));
        Settlement.Final done = (Settlement.Final)
                ((Admission.Pending) authority.submit(transaction)).settlement().get(120, TimeUnit.SECONDS);
        assertThat(done.receipt().outcome()).isInstanceOf(Outcome.Succeeded.class);
        return ((Outcome.Succeeded) done.receipt().outcome()).result();
    }

    private void decide(Cbor motion) throws Exception {
        Cbor id = council(0, "propose", motion);
        council(1, "vote", id, Cbor.of("yes"));
        council(2, "vote", id, Cbor.of("yes"));
    }

    private void active(CityNode node, long epoch) {
        Await.until(
                PATIENCE,
                "the engine of epoch " + epoch + " is active",
                () -> node.cluster().status().epoch() == epoch
                        && node.cluster().status().status() == Status.ACTIVE,
                () -> node.cluster().status());
    }

    private void allReady(long epoch) {
        Await.until(
                PATIENCE,
                "all have said their engine keys",
                () -> nodes.getFirst().cluster().roster().members().stream()
                        .allMatch(m -> Rosters.announced(
                                        nodes.getFirst().cluster().authority().now(), "main", epoch, m.name())
                                .isPresent()),
                () -> nodes.getFirst().cluster().status());
    }

    @Test
    void a_fifth_city_joins_under_load_and_one_leaves_and_nothing_is_lost(@TempDir Path folder) throws Exception {
        homes.addAll(Homes.found(folder));
        Genesis genesis = homes.getFirst().genesis();
        AtomicBoolean ended = new AtomicBoolean();
        ConcurrentLinkedQueue<Admission.Pending> accepted = new ConcurrentLinkedQueue<>();
        try (SharedMemory memory = new SharedMemory()) {
            for (CityHome home : homes) nodes.add(CityNode.start(home, memory));
            nodes.forEach(node -> active(node, 0));
            allReady(1);
            Thread load = Thread.ofPlatform().start(() -> {
                for (int i = 0; !ended.get(); i++) {
                    accepted.add(save(nodes.get(i % 3), "load " + i));
                    LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                }
            });
            CityHome oslo = Homes.made(folder, "oslo");
            oslo.join(genesis);
            decide(Cbor.map(
                    Cbor.of("kind"), Cbor.of("register-organisation"),
                    Cbor.of("organisation"), Cbor.of("oslo"),
                    Cbor.of("key"), oslo.organisationKey().publicKey().toCose()));
            decide(Cbor.map(
                    Cbor.of("kind"), Cbor.of("city-joins"),
                    Cbor.of("cluster"), Cbor.of("main"),
                    Cbor.of("epoch"),
                            Cbor.of(nodes.getFirst().cluster().newestRoster().epoch()),
                    Cbor.of("card"), Cbor.of(CityHome.read(oslo.cardFile()))));
            nodes.add(CityNode.start(oslo, memory));
            homes.add(oslo);
            nodes.forEach(node -> active(node, 1));
            beganWithASnapshot(nodes.get(4).cluster());
            allReady(2);
            decide(Cbor.map(
                    Cbor.of("kind"), Cbor.of("city-leaves"),
                    Cbor.of("cluster"), Cbor.of("main"),
                    Cbor.of("epoch"),
                            Cbor.of(nodes.getFirst().cluster().newestRoster().epoch()),
                    Cbor.of("node"), Cbor.of("leipzig")));
            for (int stays : List.of(0, 1, 2, 4)) active(nodes.get(stays), 2);
            Admission.Pending last = save(nodes.get(4), "after");
            last.settlement().get(120, TimeUnit.SECONDS);
            ended.set(true);
            load.join();
            for (Admission.Pending each : accepted)
                assertThat(each.settlement().get(120, TimeUnit.SECONDS)).isInstanceOf(Settlement.Final.class);
            assertThat(accepted).hasSizeGreaterThan(20);
            Await.until(
                    PATIENCE,
                    "the city that left follows",
                    () -> chain(nodes.get(3), "city")
                            .head()
                            .equals(chain(nodes.get(4), "city").head()),
                    () -> nodes.get(3).cluster().status());
            proven(genesis, accepted.peek().id(), 0);
            proven(genesis, last.id(), 2);
            nodes.forEach(CityNode::close);
        }
    }

    /// After the last round of the epoch before its own; it gives no older one.
    private void beganWithASnapshot(OrderCluster joined) {
        assertThat(joined.keptAfter())
                .isEqualTo(joined.handoversAfter(0).getFirst().record().round());
        assertThat(joined.rounds(0, 10)).isEmpty();
        assertThat(nodes.getFirst().cluster().keptAfter()).isEqualTo(-1);
    }

    private void proven(Genesis genesis, Hash id, int handovers) {
        Chain city = chain(nodes.get(4), "city");
        Await.until(
                PATIENCE,
                "it is certified",
                () -> city.proveTransaction(id) instanceof Proving.Proven,
                () -> nodes.get(4).cluster().status());
        Proving.Proven proven = (Proving.Proven) city.proveTransaction(id);
        assertThat(proven.handovers()).hasSize(handovers);
        assertThat(ProofFile.of(proven.proof(), genesis, proven.handovers()).check(genesis.id(), Signatures.jdk()))
                .isInstanceOf(Finding.Holds.class);
    }
}
