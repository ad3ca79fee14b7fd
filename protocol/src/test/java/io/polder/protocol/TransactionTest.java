package io.polder.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.protocol.signature.Verdict;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransactionTest {
    private static final Domain DOMAIN = new Domain(Hash.of(Bytes.utf8("a network")), "city");
    private static final Window WINDOW = new Window(1_000, 61_000);

    private static Intent intent(Address sender) {
        return new Intent(DOMAIN, sender, new Lane(0, 7), WINDOW, new Call.Invoke("kv", "save", Cbor.of("x")));
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"ED25519", "ES256", "ML_DSA_65"})
    void a_signed_intent_reads_back_and_its_signature_holds(Algorithm algorithm) {
        SigningKey key = SigningKey.load(
                SigningKey.generate(algorithm, new SecureRandom()).save());
        Transaction.Cose made =
                Transaction.sign(intent(Address.key(key.publicKey().thumbprint())), key);
        Transaction read = Transaction.decode(made.wire());
        assertThat(read).isEqualTo(made);
        assertThat(Signatures.jdk()
                        .check(
                                key.publicKey(),
                                made.signed().toBeSigned(),
                                made.signed().signature()))
                .isInstanceOf(Verdict.Valid.class);
        Bytes other = Bytes.concat(made.signed().toBeSigned(), Bytes.of((byte) 0));
        assertThat(Signatures.jdk().check(key.publicKey(), other, made.signed().signature()))
                .isInstanceOf(Verdict.Invalid.class);
    }

    @Test
    void two_signatures_over_one_intent_make_one_transaction() {
        SigningKey key = SigningKey.generate(Algorithm.ES256, new SecureRandom());
        Intent intent = intent(Address.thing("sensor"));
        assertThat(Transaction.sign(intent, key).wire())
                .isNotEqualTo(Transaction.sign(intent, key).wire());
        assertThat(Transaction.sign(intent, key).id())
                .isEqualTo(Transaction.sign(intent, key).id());
    }

    @Test
    void a_frame_must_hold_the_readings_that_were_signed() {
        SigningKey key = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
        List<Bytes> readings = List.of(reading("14.625"), reading("7.5"));
        Transaction.DeviceFrame made =
                Transaction.sign(new Frame(DOMAIN, Address.thing("t"), new Lane(1, 1), WINDOW, readings), key);
        assertThat(Transaction.decode(made.wire())).isEqualTo(made);
        Bytes forged = Cbor.array(
                        Cbor.of(made.signed().encode()), Cbor.array(Cbor.of(readings.get(0)), Cbor.of(reading("7.4"))))
                .encode();
        assertThatThrownBy(() -> Transaction.decode(Envelope.FRAME, forged))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("signed root");
    }

    private static Bytes reading(String value) {
        return new Reading(
                        Optional.empty(),
                        "pm10",
                        Optional.of("ug/m3"),
                        new Reading.Value.Quantity(new BigDecimal(value)),
                        883_612_800_000L)
                .encode();
    }

    @Test
    void a_reading_is_a_resolved_senml_record() {
        Bytes bytes = reading("14.625");
        assertThat(bytes.toHex())
                .isEqualTo("a400" + "64706d3130" + "01" + "6575672f6d33" + "02" + "c48222193921" + "06" + "1a34aadc80");
        assertThat(Reading.decode(bytes).encode()).isEqualTo(bytes);
    }
}
