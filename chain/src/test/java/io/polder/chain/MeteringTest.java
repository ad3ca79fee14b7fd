package io.polder.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.protocol.Address;
import io.polder.protocol.Block;
import io.polder.protocol.Call;
import io.polder.protocol.Entry;
import io.polder.protocol.Intent;
import io.polder.protocol.Limits;
import io.polder.protocol.Outcome;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.SigningKey;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MeteringTest {
    private FourCities net = new FourCities();
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
        return signed(chain, address, net.orgKeys.get(org), new Call.Invoke(contract, method, Cbor.array(arguments)));
    }

    private Transaction signed(String chain, Address address, SigningKey key, Call call) {
        long now = net.order.now().toEpochMilli();
        return net.call(new Window(now - 60_000, now + 3_600_000), chain, new FourCities.Signer(address, key), call);
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

    private Transaction stranger(SigningKey key, String value) {
        Address address = Address.key(key.publicKey().thumbprint());
        return signed("city", address, key, new Call.Invoke("kv", "save", Cbor.array(t("s" + saves++), t(value))));
    }

    @Test
    void credits_of_strangers_come_back_with_the_day_and_are_granted_by_vote_alone() {
        SigningKey one = net.key();
        SigningKey other = net.key();
        quota("anyone", t("transactionsPerDay"), Cbor.of(2));
        run(stranger(one, "a"));
        run(stranger(one, "b"));
        assertThat(refusal(run(stranger(one, "c")))).isEqualTo("over-quota");
        Outcome passedOn = run(net.call(
                "city",
                Address.key(other.publicKey().thumbprint()),
                other,
                "meter",
                "transfer",
                Cbor.array(t("to"), t(Address.key(one.publicKey().thumbprint()).toString()))));
        assertThat(passedOn).isInstanceOf(Outcome.Reverted.class);
        assertThat(((Outcome.Reverted) passedOn).code()).isEqualTo("unknown-method");
        assertThat(refusal(run(stranger(one, "d")))).isEqualTo("over-quota");
        assertThat(run(stranger(other, "e"))).isInstanceOf(Outcome.Succeeded.class);
        quota(Address.key(one.publicKey().thumbprint()).toString(), t("transactionsPerDay"), Cbor.of(3));
        assertThat(run(stranger(one, "f"))).isInstanceOf(Outcome.Succeeded.class);
        assertThat(refusal(run(stranger(one, "g")))).isEqualTo("over-quota");
        net.order.pass(24 * 3_600_000);
        assertThat(run(stranger(one, "h"))).isInstanceOf(Outcome.Succeeded.class);
        quota("strangers", t("transactionsPerDay"), Cbor.of(1));
        assertThat(run(stranger(net.key(), "i"))).isInstanceOf(Outcome.Succeeded.class);
        assertThat(refusal(run(stranger(net.key(), "j")))).isEqualTo("over-quota");
        assertThat(save(1, "k")).isInstanceOf(Outcome.Succeeded.class);
    }

    @Test
    void a_flood_over_quota_fills_no_block_and_harms_nobody() {
        quota("org:berlin", t("transactionsPerDay"), Cbor.of(0));
        for (int i = 0; i < 3 * BlockProcessor.REFUSALS_MAX; i++)
            net.engines
                    .get(3)
                    .submit(by(0, "city", "kv", "save", t("f" + i), t("x")).wire());
        Transaction honest = by(1, "city", "kv", "save", t("honest"), t("x"));
        net.engines.get(3).submit(honest.wire());
        net.order.step();
        assertThat(outcome(honest)).isInstanceOf(Outcome.Succeeded.class);
        Chain chain = net.chain(2, "city");
        Block block = chain.block(chain.head().orElseThrow().height()).orElseThrow();
        assertThat(block.entries()).hasSize(BlockProcessor.REFUSALS_MAX + 1);
        assertThat(net.order.disputes()).isEmpty();
    }

    @Test
    void what_a_block_cannot_hold_is_deferred_counted_once_and_comes_in_later() {
        Limits small = new Limits(131_072, 1_024, 65_536, 64, 1_000, new Limits.Block(400_000_000, 8_388_608, 3));
        net.close();
        net = new FourCities(7, small);
        List<Transaction> all = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            all.add(by(i % 4, "city", "kv", "save", t("d" + i), t("x")));
            assertThat(net.chain(0, "city").submit(all.getLast())).isInstanceOf(Admission.Pending.class);
        }
        net.order.step();
        Block first = net.chain(1, "city").block(1).orElseThrow();
        assertThat(first.entries().stream().filter(e -> e.receipt().outcome() instanceof Outcome.Deferred))
                .hasSize(4);
        assertThat(net.chain(0, "city").standing(all.getLast().id())).isInstanceOf(Standing.Pending.class);
        for (int i = 0; i < 40 && net.chain(0, "city").standing(all.getLast().id()) instanceof Standing.Pending; i++) {
            net.order.pass(10_000);
            net.cities.getFirst().tend();
            net.order.step();
        }
        for (Transaction each : all) assertThat(outcome(each)).isInstanceOf(Outcome.Succeeded.class);
        for (int city = 0; city < 4; city++) assertThat(metered(city)).isEqualTo(independent());
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
