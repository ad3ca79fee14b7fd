package io.polder.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Outcome;
import io.polder.protocol.Reading;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.proof.Finding;
import io.polder.protocol.proof.Proof;
import io.polder.protocol.proof.ProofCheck;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WholePathTest {
    private static final Address ANYONE = Address.key(Hash.ZERO);
    private final FourCities net = new FourCities();

    @AfterEach
    void close() {
        net.close();
    }

    private Settlement.Final settled(Admission admission) {
        assertThat(admission).isInstanceOf(Admission.Pending.class);
        Settlement settlement = ((Admission.Pending) admission).settlement().join();
        assertThat(settlement).isInstanceOf(Settlement.Final.class);
        return (Settlement.Final) settlement;
    }

    private Settlement.Final run(int city, String chain, Transaction transaction) {
        Admission admission = net.chain(city, chain).submit(transaction);
        net.order.step();
        return settled(admission);
    }

    @Test
    void what_one_city_accepts_is_read_at_another_and_proven_to_a_stranger() {
        SigningKey key = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
        Address sender = Address.key(key.publicKey().thumbprint());
        Transaction save =
                net.call("city", sender, key, "kv", "save", Cbor.array(Cbor.of("greeting"), Cbor.of("moin")));

        Settlement.Final done = run(0, "city", save);

        assertThat(done.receipt().outcome()).isInstanceOf(Outcome.Succeeded.class);
        for (int city = 0; city < 4; city++) {
            assertThat(net.chain(city, "city").head())
                    .isEqualTo(net.chain(0, "city").head());
            assertThat(net.chain(city, "city").certifiedHeight()).isEqualTo(1);
            Answer answer = net.chain(city, "city")
                    .query(
                            new Call.Invoke("kv", "get", Cbor.array(Cbor.of("greeting"))),
                            ANYONE,
                            OptionalLong.of(1),
                            OptionalLong.empty());
            assertThat(answer).isInstanceOf(Answer.Found.class);
        }
        Proving proving = net.chain(3, "city").proveTransaction(save.id());
        assertThat(proving).isInstanceOf(Proving.Proven.class);
        Proof proof = ((Proving.Proven) proving).proof();
        ProofCheck check = new ProofCheck(net.network, net.genesis.roster(), Signatures.jdk());
        Finding finding = check.check(Proof.decode(proof.encode()));
        assertThat(finding).isInstanceOf(Finding.Holds.class);
        assertThat(((Finding.Holds) finding).sender()).isEqualTo(Finding.SenderSignature.CHECKED);
    }

    private SigningKey enrolled(String thing, int city) {
        SigningKey key = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
        Address org = Address.org(FourCities.NAMES.get(city));
        Cbor enrol = Cbor.array(
                Cbor.of(thing),
                Cbor.of("pm10"),
                Cbor.of(FourCities.NAMES.get(city)),
                key.publicKey().toCose(),
                Cbor.NULL,
                Cbor.NULL);
        Settlement.Final enrolled =
                run(city, "authority", net.call("authority", org, net.orgKeys.get(city), "things", "enrol", enrol));
        assertThat(enrolled.receipt().outcome()).isInstanceOf(Outcome.Succeeded.class);
        Settlement.Final active = run(
                city,
                "authority",
                net.call(
                        "authority",
                        Address.thing(thing),
                        key,
                        "things",
                        "activate",
                        Cbor.array(Cbor.of(thing), Cbor.of(key.publicKey().thumbprint()))));
        assertThat(active.receipt().outcome()).isInstanceOf(Outcome.Succeeded.class);
        return key;
    }

    @Test
    void every_reading_of_a_frame_is_proven_alone_and_no_byte_of_the_proof_can_change() {
        SigningKey key = enrolled("DEHH008", 2);
        List<Bytes> readings = List.of(reading("14.625", 1), reading("7.5", 2), reading("8", 3));
        Transaction frame = net.frame(Address.thing("DEHH008"), key, readings);

        Settlement.Final done = run(2, "city", frame);

        assertThat(done.receipt().outcome()).isInstanceOf(Outcome.Succeeded.class);
        Proof proof = ((Proving.Proven) net.chain(1, "city").proveReading(frame.id(), 1)).proof();
        ProofCheck check = new ProofCheck(net.network, net.genesis.roster(), Signatures.jdk());
        Finding.Holds holds = (Finding.Holds) check.check(proof);
        assertThat(holds.sentence()).contains("thing:DEHH008 said pm10 = 7.5 ug/m3");
        assertThat(holds.sender()).isEqualTo(Finding.SenderSignature.CHECKED);
        Bytes bytes = proof.encode();
        assertThat(bytes.size()).isLessThan(2_048);
        for (int at = 0; at < bytes.size(); at++) {
            byte[] changed = bytes.toArray();
            changed[at] ^= 1;
            assertThat(holds(check, Bytes.wrap(changed))).as("byte %d", at).isFalse();
        }
    }

    private static boolean holds(ProofCheck check, Bytes proof) {
        try {
            return check.check(Proof.decode(proof)) instanceof Finding.Holds;
        } catch (Malformed e) {
            return false;
        }
    }

    private static Bytes reading(String value, int minute) {
        return new Reading(
                        Optional.empty(),
                        "pm10",
                        Optional.of("ug/m3"),
                        new Reading.Value.Quantity(new BigDecimal(value)),
                        FourCities.START - 600_000 + minute * 60_000L)
                .encode();
    }

    @Test
    void an_old_block_is_proven_by_a_later_certificate() {
        SigningKey key = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
        Address sender = Address.key(key.publicKey().thumbprint());
        Transaction first = net.call("city", sender, key, "kv", "save", Cbor.array(Cbor.of("a"), Cbor.of("1")));
        run(0, "city", first);
        for (int i = 0; i < 5; i++)
            run(1, "city", net.call("city", sender, key, "kv", "save", Cbor.array(Cbor.of("k" + i), Cbor.of("v"))));
        ProofCheck check = new ProofCheck(net.network, net.genesis.roster(), Signatures.jdk());
        Proving proving = net.chain(2, "city").proveState("kv", Bytes.utf8("nothing there"));
        assertThat(check.check(((Proving.Proven) proving).proof())).isInstanceOf(Finding.Holds.class);
        assertThat(check.check(((Proving.Proven) net.chain(2, "city").proveTransaction(first.id())).proof()))
                .isInstanceOf(Finding.Holds.class);
    }
}
