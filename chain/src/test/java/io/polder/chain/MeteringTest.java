package io.polder.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.protocol.Address;
import io.polder.protocol.Block;
import io.polder.protocol.Call;
import io.polder.protocol.Entry;
import io.polder.protocol.Intent;
import io.polder.protocol.Outcome;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Cbor;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MeteringTest {
    private final FourCities net = new FourCities();
    private int saves;

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

    private Outcome run(Transaction transaction) {
        String chain = Opened.intent(transaction).orElseThrow().domain().chain();
        Admission admission = net.chain(0, chain).submit(transaction);
        assertThat(admission).isInstanceOf(Admission.Pending.class);
        net.order.step();
        return ((Settlement.Final) ((Admission.Pending) admission).settlement().join())
                .receipt()
                .outcome();
    }

    private Outcome save(int org, String value) {
        return run(by(org, "city", "kv", "save", t("k" + saves++), t(value)));
    }

    private static String refusal(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused) outcome).code();
    }

    /// The founders set a quota for the chain `city`.
    private void quota(String subject, Cbor... limits) {
        Cbor motion = Cbor.map(
                t("kind"), t("set-quota"),
                t("chain"), t("city"),
                t("subject"), t(subject),
                t("quota"), Cbor.map(limits));
        Outcome proposed = run(by(0, "authority", "council", "propose", motion));
        assertThat(proposed).isInstanceOf(Outcome.Succeeded.class);
        Cbor id = ((Outcome.Succeeded) proposed).result();
        for (int org = 1; org < 3; org++)
            assertThat(run(by(org, "authority", "council", "vote", id, t("yes"))))
                    .isInstanceOf(Outcome.Succeeded.class);
    }

    private record Count(long transactions, long bytes, long gas) {
        Count and(long size, long spent) {
            return new Count(transactions + 1, bytes + size, gas + spent);
        }
    }

    /// Counts from the blocks alone, without any code of the meter.
    private SortedMap<String, Count> independent() {
        SortedMap<String, Count> counts = new TreeMap<>();
        Chain chain = net.chain(2, "city");
        for (long height = 0; height <= chain.head().orElseThrow().height(); height++) {
            Block block = chain.block(height).orElseThrow();
            for (Entry entry : block.entries()) {
                Outcome outcome = entry.receipt().outcome();
                if (outcome instanceof Outcome.Refused || outcome instanceof Outcome.Deferred) continue;
                Intent intent = Opened.intent(entry.transaction()).orElseThrow();
                long size = entry.transaction().wire().size();
                for (String who : new String[] {
                    intent.sender().toString(), "contract:" + intent.call().contract()
                })
                    counts.put(
                            who,
                            counts.getOrDefault(who, new Count(0, 0, 0))
                                    .and(size, entry.receipt().gas()));
            }
        }
        return counts;
    }

    private SortedMap<String, Count> metered(int city) {
        Answer answer = net.chain(city, "city")
                .query(
                        new Call.Invoke("meter", "list", Cbor.array(Cbor.NULL, Cbor.of(100))),
                        Address.org("berlin"),
                        OptionalLong.empty(),
                        OptionalLong.empty());
        SortedMap<String, Count> counts = new TreeMap<>();
        for (Cbor each : ((Answer.Found) answer).result().asArray())
            if (number(each, "transactions") > 0)
                counts.put(
                        each.asMap().find(t("who")).orElseThrow().asText(),
                        new Count(number(each, "transactions"), number(each, "bytes"), number(each, "gas")));
        return counts;
    }

    private static long number(Cbor map, String name) {
        return map.asMap().find(t(name)).orElseThrow().asInt();
    }

    @Test
    void the_meter_equals_an_independent_count_at_every_city() {
        for (int i = 0; i < 20; i++) {
            save(i % 3, "v".repeat(i + 1));
            if (i % 5 == 0) net.order.pass(1_000);
        }
        run(by(0, "city", "kv", "update", t("k1"), t("not mine")));
        for (int city = 0; city < 4; city++) assertThat(metered(city)).isEqualTo(independent());
    }

    @Test
    void who_is_over_a_quota_is_refused_by_every_city_and_others_go_on() {
        quota("org:berlin", t("transactionsPerDay"), Cbor.of(2));
        save(0, "a");
        save(0, "b");
        assertThat(refusal(save(0, "c"))).isEqualTo("over-quota");
        assertThat(save(1, "d")).isInstanceOf(Outcome.Succeeded.class);
        net.order.pass(24 * 3_600_000);
        for (int city = 1; city < 4; city++)
            assertThat(net.chain(city, "city").head())
                    .isEqualTo(net.chain(0, "city").head());
    }

    @Test
    void seconds_count_by_block_time_and_begin_anew() {
        quota("contract:kv", t("transactionsPerSecond"), Cbor.of(1));
        net.order.pass(1_000);
        Transaction first = by(0, "city", "kv", "save", t("x"), t("1"));
        Transaction second = by(1, "city", "kv", "save", t("y"), t("1"));
        net.engines.get(0).submit(first.wire());
        net.engines.get(0).submit(second.wire());
        net.order.step();
        assertThat(outcome(first)).isInstanceOf(Outcome.Succeeded.class);
        assertThat(refusal(outcome(second))).isEqualTo("over-quota");
        net.order.pass(2_000);
        assertThat(save(1, "z")).isInstanceOf(Outcome.Succeeded.class);
    }

    private Outcome outcome(Transaction transaction) {
        return ((Standing.Settled) net.chain(0, "city").standing(transaction.id()))
                .settlement()
                .receipt()
                .outcome();
    }

    @Test
    void bytes_gas_and_storage_have_limits_of_their_own() {
        quota("org:berlin", t("bytesPerDay"), Cbor.of(10));
        assertThat(refusal(save(0, "a"))).isEqualTo("over-quota");
        quota("org:frankfurt", t("gasPerDay"), Cbor.of(100));
        assertThat(save(1, "a")).isInstanceOf(Outcome.Exhausted.class);
        assertThat(refusal(save(1, "a"))).isEqualTo("over-quota");
        quota("org:hamburg", t("storage"), Cbor.of(60));
        assertThat(save(2, "a")).isInstanceOf(Outcome.Succeeded.class);
        int kept = saves - 1;
        assertThat(refusal(save(2, "a".repeat(100)))).isEqualTo("over-quota");
        assertThat(run(by(2, "city", "kv", "remove", t("k" + kept)))).isInstanceOf(Outcome.Succeeded.class);
        assertThat(save(2, "b")).isInstanceOf(Outcome.Succeeded.class);
        assertThat(net.order.disputes()).isEmpty();
    }
}
