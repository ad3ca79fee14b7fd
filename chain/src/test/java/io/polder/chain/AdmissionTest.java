package io.polder.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Domain;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Outcome;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.SigningKey;
import java.security.SecureRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private final FourCities net = new FourCities();
    private final SigningKey key = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
    private final Address anyone = Address.key(key.publicKey().thumbprint());

    @AfterEach
    void close() {
        net.close();
    }

    private Intent intent(Address sender, Window window, Lane lane) {
        return new Intent(
                new Domain(net.network, "city"),
                sender,
                lane,
                window,
                new Call.Invoke("kv", "save", Cbor.array(Cbor.of("k" + lane.sequence()), Cbor.of("v"))));
    }

    private RefusalCode refusal(Transaction transaction) {
        Admission admission = net.chain(0, "city").submit(transaction);
        assertThat(admission).isInstanceOf(Admission.Refused.class);
        assertThat(((Admission.Refused) admission).detail()).isNotBlank();
        return ((Admission.Refused) admission).code();
    }

    @Test
    void a_bent_signature_is_refused() {
        Transaction.Cose good = Transaction.sign(intent(anyone, net.window(), new Lane(0, 1)), key);
        byte[] raw = good.raw().toArray();
        raw[raw.length - 1] ^= 1;
        assertThat(refusal(Transaction.decode(io.polder.protocol.Envelope.COSE, Bytes.wrap(raw))))
                .isEqualTo(RefusalCode.BAD_SIGNATURE);
    }

    @Test
    void a_signature_by_somebody_elses_key_is_refused() {
        SigningKey other = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
        assertThat(refusal(Transaction.sign(intent(anyone, net.window(), new Lane(0, 1)), other)))
                .isEqualTo(RefusalCode.UNKNOWN_KEY);
    }

    @Test
    void an_unknown_thing_or_organisation_is_refused() {
        assertThat(refusal(Transaction.sign(intent(Address.thing("nobody"), net.window(), new Lane(0, 1)), key)))
                .isEqualTo(RefusalCode.UNKNOWN_SENDER);
        assertThat(refusal(Transaction.sign(intent(Address.org("berlin"), net.window(), new Lane(0, 1)), key)))
                .isEqualTo(RefusalCode.UNKNOWN_SENDER);
    }

    @Test
    void a_window_must_be_open_and_no_longer_than_a_day() {
        long now = FourCities.START;
        assertThat(refusal(Transaction.sign(intent(anyone, new Window(now - 2_000, now - 1_000), new Lane(0, 1)), key)))
                .isEqualTo(RefusalCode.EXPIRED);
        assertThat(refusal(Transaction.sign(
                        intent(anyone, new Window(now + 600_000, now + 900_000), new Lane(0, 1)), key)))
                .isEqualTo(RefusalCode.NOT_YET_VALID);
        assertThat(refusal(Transaction.sign(
                        intent(anyone, new Window(now - 1, now + 25 * 3_600_000L), new Lane(0, 1)), key)))
                .isEqualTo(RefusalCode.BAD_WINDOW);
    }

    @Test
    void a_transaction_of_another_network_or_chain_is_refused() {
        Intent foreign = new Intent(
                new Domain(Hash.of(Bytes.utf8("elsewhere")), "city"),
                anyone,
                new Lane(0, 1),
                net.window(),
                new Call.Invoke("kv", "save", Cbor.array(Cbor.of("k"), Cbor.of("v"))));
        assertThat(refusal(Transaction.sign(foreign, key))).isEqualTo(RefusalCode.UNKNOWN_CHAIN);
    }

    @Test
    void a_transaction_over_the_limit_is_refused() {
        Intent large = new Intent(
                new Domain(net.network, "city"),
                anyone,
                new Lane(0, 1),
                net.window(),
                new Call.Invoke("kv", "save", Cbor.array(Cbor.of("k"), Cbor.of("v".repeat(140_000)))));
        assertThat(refusal(Transaction.sign(large, key))).isEqualTo(RefusalCode.TOO_LARGE);
    }

    @Test
    void an_envelope_whose_framework_is_absent_is_refused() {
        assertThat(refusal(Transaction.decode(io.polder.protocol.Envelope.ETHEREUM, Bytes.hex("02c0"))))
                .isEqualTo(RefusalCode.ENVELOPE_NOT_ENABLED);
    }

    @Test
    void a_transaction_takes_its_place_once() {
        Transaction once = Transaction.sign(intent(anyone, net.window(), new Lane(0, 1)), key);
        assertThat(net.chain(0, "city").submit(once)).isInstanceOf(Admission.Pending.class);
        assertThat(net.chain(1, "city").submit(once)).isInstanceOf(Admission.Pending.class);
        net.order.step();
        assertThat(net.chain(2, "city").head().orElseThrow().height()).isEqualTo(1);
        assertThat(net.chain(2, "city").block(1).orElseThrow().entries()).hasSize(1);
        assertThat(refusal(once)).isEqualTo(RefusalCode.REPLAYED);
    }

    @Test
    void in_an_ordered_lane_an_overtaken_transaction_is_refused_in_its_block() {
        Transaction second = Transaction.sign(intent(anyone, net.window(), new Lane(7, 2)), key);
        Transaction first = Transaction.sign(intent(anyone, net.window(), new Lane(7, 1)), key);
        net.chain(0, "city").submit(second);
        net.chain(0, "city").submit(first);
        net.order.step();
        assertThat(net.chain(3, "city").standing(first.id()))
                .isInstanceOfSatisfying(
                        Standing.Settled.class,
                        s -> assertThat(s.settlement().receipt().outcome())
                                .isInstanceOfSatisfying(
                                        Outcome.Refused.class,
                                        r -> assertThat(r.code()).isEqualTo("overtaken")));
    }
}
