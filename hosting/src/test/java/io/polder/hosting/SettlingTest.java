package io.polder.hosting;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.chain.Admission;
import io.polder.chain.Answer;
import io.polder.chain.Chain;
import io.polder.chain.Chains;
import io.polder.chain.ClusterParts;
import io.polder.chain.Neighbours;
import io.polder.chain.OrderCluster;
import io.polder.chain.RefusalCode;
import io.polder.chain.Settlement;
import io.polder.consensus.Cluster;
import io.polder.consensus.Peer;
import io.polder.ledger.MemoryStore;
import io.polder.protocol.Address;
import io.polder.protocol.Block;
import io.polder.protocol.Call;
import io.polder.protocol.Entry;
import io.polder.protocol.Genesis;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Member;
import io.polder.protocol.Outcome;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.solo.Solo;
import io.polder.testkit.FakeNetwork;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What cities record of each other's use, on a real ledger with an order of one and a clock that is set by hand.
class SettlingTest {
    private static final Duration PERIOD = Duration.ofDays(1);

    private final FakeNetwork network = new FakeNetwork("hamburg", "oslo");
    private final Genesis genesis = network.genesis();
    private final AtomicLong now = new AtomicLong(genesis.time() + 60_000);
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(now.get());
        }
    };
    private final OrderCluster cluster = OrderCluster.open(new ClusterParts(
            new ClusterParts.Network(genesis, genesis.id(), genesis.roster()),
            new ClusterParts.City(self(), network.city("hamburg"), Signatures.jdk(), clock),
            new ClusterParts.Stores(new MemoryStore(), new MemoryStore()),
            ClusterParts.Frameworks.NONE,
            Neighbours.NONE));
    private final Chains chains = new Chains(genesis, List.of(cluster));
    private long sequence;

    SettlingTest() {
        Peer peer = new Peer(0, "hamburg", "127.0.0.1", 1, Bytes.EMPTY);
        cluster.start(new Solo(new Cluster(genesis.id(), "main", 0, genesis.id(), List.of(peer)), clock));
    }

    private Member self() {
        return genesis.roster().members().getFirst();
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    private Outcome submit(Address who, SigningKey key, String chain, Call call) {
        Intent intent = new Intent(
                genesis.domain(chain),
                who,
                new Lane(0, ++sequence),
                new Window(now.get() - 60_000, now.get() + 600_000),
                call);
        Admission admission = chain(chain).submit(Transaction.sign(intent, key));
        assertThat(admission).isInstanceOf(Admission.Pending.class);
        try {
            return ((Settlement.Final)
                            ((Admission.Pending) admission).settlement().get(20, TimeUnit.SECONDS))
                    .receipt()
                    .outcome();
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private Chain chain(String name) {
        return cluster.chain(name).orElseThrow();
    }

    private void save(String chain, String key) {
        now.addAndGet(1_000);
        Cbor arguments = Cbor.array(Cbor.of(key), Cbor.of("of some length"));
        assertThat(submit(
                        Address.org("hamburg"),
                        network.organisation("hamburg"),
                        chain,
                        new Call.Invoke("kv", "save", arguments)))
                .isInstanceOf(Outcome.Succeeded.class);
    }

    private List<Outcome> settle(String city) {
        List<Outcome> outcomes = new ArrayList<>();
        Hosting.Voice voice = call -> {
            outcomes.add(submit(Address.city(city), network.city(city), "authority", call));
            return new Admission.Refused(RefusalCode.BUSY, "said already");
        };
        new Settling(chains, city, voice, PERIOD).settle();
        return outcomes;
    }

    private List<Cbor> records(String chain, Address asker) {
        Answer answer = chain("authority")
                .query(
                        new Call.Invoke("settlement", "list", Cbor.array(Cbor.of(chain), Cbor.of(50))),
                        asker,
                        OptionalLong.empty(),
                        OptionalLong.empty());
        return answer instanceof Answer.Found found ? found.result().asArray() : List.of();
    }

    private static Cbor field(Cbor map, String name) {
        return map.asMap().find(Cbor.of(name)).orElseThrow();
    }

    private record Count(long transactions, long bytes, long gas) {}

    private static Map<String, Count> shown(Cbor record) {
        Map<String, Count> counts = new TreeMap<>();
        for (Cbor used : field(record, "used").asArray())
            counts.put(
                    field(used, "contract").asText(),
                    new Count(
                            field(used, "transactions").asCount(),
                            field(used, "bytes").asCount(),
                            field(used, "gas").asCount()));
        return counts;
    }

    /// By the blocks alone, whatever the meter says.
    private Map<String, Count> counted(String chain, long from, long to) {
        Map<String, Count> counts = new TreeMap<>();
        for (long height = 0; height <= chain(chain).head().orElseThrow().height(); height++) {
            Block block = chain(chain).block(height).orElseThrow();
            if (block.header().time() < from || block.header().time() >= to) continue;
            for (Entry entry : block.entries()) {
                String contract =
                        ((Transaction.Cose) entry.transaction()).intent().call().contract();
                Count one = new Count(
                        1, entry.transaction().wire().size(), entry.receipt().gas());
                counts.merge(contract, one, (a, b) -> new Count(a.transactions + 1, a.bytes + b.bytes, a.gas + b.gas));
            }
        }
        return counts;
    }

    private void tomorrow() {
        now.set((now.get() / PERIOD.toMillis() + 1) * PERIOD.toMillis() + 5_000);
    }

    @Test
    void each_day_the_cities_record_what_an_independent_count_finds() {
        for (int i = 0; i < 5; i++) save("city", "first" + i);
        assertThat(settle("hamburg")).isEmpty();
        tomorrow();
        for (int i = 0; i < 3; i++) save("city", "second" + i);
        for (String city : List.of("hamburg", "oslo"))
            assertThat(settle(city)).hasSize(1).allMatch(Outcome.Succeeded.class::isInstance);
        assertThat(settle("hamburg")).isEmpty();
        tomorrow();
        save("city", "third");
        for (String city : List.of("hamburg", "oslo")) assertThat(settle(city)).hasSize(2);
        List<Cbor> records = records("city", Address.org("oslo"));
        assertThat(records).hasSize(4);
        for (Cbor record : records) {
            long from = field(record, "from").asCount();
            assertThat(shown(record))
                    .isNotEmpty()
                    .isEqualTo(counted("city", from, field(record, "to").asCount()));
            assertThat(field(record, "agree").asCount()).isEqualTo(2);
        }
        assertThat(shown(records.getFirst()).get("kv").transactions).isEqualTo(3);
        assertThat(shown(records.getLast()).get("kv").transactions).isEqualTo(5);
        for (Cbor record : records("authority", Address.org("oslo")))
            assertThat(shown(record))
                    .isEqualTo(counted(
                            "authority",
                            field(record, "from").asCount(),
                            field(record, "to").asCount()));
    }

    @Test
    void of_a_private_chain_the_sum_is_recorded_for_its_owner() {
        Cbor charter = Cbor.map(
                Cbor.of("name"), Cbor.of("hamburg.vault"),
                Cbor.of("category"), Cbor.of("private"),
                Cbor.of("members"), Cbor.array(Cbor.of("hamburg")));
        Cbor motion = Cbor.map(Cbor.of("kind"), Cbor.of("found-chain"), Cbor.of("charter"), charter);
        now.addAndGet(1_000);
        assertThat(submit(
                        Address.org("hamburg"),
                        network.organisation("hamburg"),
                        "authority",
                        new Call.Invoke("council", "propose", Cbor.array(motion))))
                .isInstanceOf(Outcome.Succeeded.class);
        save("hamburg.vault", "secret");
        tomorrow();
        save("city", "elsewhere");
        settle("hamburg");
        assertThat(records("hamburg.vault", Address.org("oslo"))).isEmpty();
        List<Cbor> records = records("hamburg.vault", Address.org("hamburg"));
        assertThat(records).hasSize(1);
        assertThat(shown(records.getFirst()).keySet()).containsExactly("*");
        assertThat(shown(records.getFirst()).get("*").transactions).isEqualTo(1);
    }

    @Test
    void what_a_city_must_not_record_is_refused() {
        save("city", "a");
        long end = now.get();
        assertThat(recorded("nihil", end, 1)).isEqualTo("unknown-chain");
        assertThat(recorded("city", end + 120_000, 1)).isEqualTo("too-early");
        assertThat(recorded("city", end, 1)).isEqualTo("");
        assertThat(recorded("city", end, 1)).isEqualTo("stale");
        Cbor used = Cbor.map(Cbor.of("kv"), Cbor.array(Cbor.of(1), Cbor.of(1), Cbor.of(1), Cbor.of(1)));
        assertThat(code(submit(
                        Address.org("oslo"),
                        network.organisation("oslo"),
                        "authority",
                        new Call.Invoke(
                                "settlement", "record", Cbor.array(Cbor.of("city"), Cbor.of(end), Cbor.of(1), used)))))
                .isEqualTo("not-named");
    }

    private String recorded(String chain, long end, long height) {
        Cbor used = Cbor.map(Cbor.of("kv"), Cbor.array(Cbor.of(1), Cbor.of(1), Cbor.of(1), Cbor.of(1)));
        return code(submit(
                Address.city("oslo"),
                network.city("oslo"),
                "authority",
                new Call.Invoke(
                        "settlement", "record", Cbor.array(Cbor.of(chain), Cbor.of(end), Cbor.of(height), used))));
    }

    private static String code(Outcome outcome) {
        return outcome instanceof Outcome.Reverted(String code, String detail, Bytes data) ? code : "";
    }
}
