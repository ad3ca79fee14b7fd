package io.polder.protocol.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.protocol.Vectors;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Malformed;
import java.security.SecureRandom;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CoseSign1Test {
    private static final Signatures SIGNATURES = new Signatures(Map.of(Algorithm.ED25519, Peers.CONSCRYPT));
    private static final Vectors.Row FIRST =
            Vectors.rows("cose-sign1.json", "cases").findFirst().orElseThrow();

    static Stream<Vectors.Row> cases() {
        return Vectors.rows("cose-sign1.json", "cases");
    }

    static Stream<Vectors.Row> refused() {
        return Vectors.rows("cose-sign1.json", "refused");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void a_message_has_the_bytes_of_the_vectors(Vectors.Row row) {
        Algorithm algorithm = Algorithm.valueOf(row.text("algorithm"));
        CoseSign1 signed = CoseSign1.decode(row.bytes("encoded"));
        assertThat(signed)
                .isEqualTo(new CoseSign1(algorithm, row.bytes("kid"), row.bytes("payload"), row.bytes("signature")));
        assertThat(signed.encode()).isEqualTo(row.bytes("encoded"));
        assertThat(signed.encodeDetached()).isEqualTo(row.bytes("detached"));
        assertThat(CoseSign1.decodeDetached(row.bytes("detached"), row.bytes("payload")))
                .isEqualTo(signed);
        assertThat(signed.toBeSigned()).isEqualTo(row.bytes("toBeSigned"));
        assertThat(Signatures.jdk()
                        .check(new PublicKey(algorithm, row.bytes("key")), signed.toBeSigned(), signed.signature()))
                .isEqualTo(Verdict.VALID);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void any_other_form_is_refused(Vectors.Row row) {
        Bytes encoded = row.bytes("encoded");
        assertThatThrownBy(() -> CoseSign1.decode(encoded)).isInstanceOf(Malformed.class);
    }

    @Test
    void a_payload_inside_is_refused_where_it_must_be_apart() {
        Bytes whole = FIRST.bytes("encoded");
        Bytes payload = FIRST.bytes("payload");
        assertThatThrownBy(() -> CoseSign1.decodeDetached(whole, payload)).isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"ED25519", "ES256", "ML_DSA_65"})
    void what_is_signed_can_be_checked_after_a_journey(Algorithm algorithm) {
        SigningKey key = SigningKey.generate(algorithm, new SecureRandom());
        CoseSign1 sent = CoseSign1.sign(key, Bytes.utf8("me"), Bytes.utf8("21.5"));
        CoseSign1 come = CoseSign1.decode(sent.encode());
        assertThat(come).isEqualTo(sent);
        assertThat(Signatures.jdk().check(key.publicKey(), come.toBeSigned(), come.signature()))
                .isEqualTo(Verdict.VALID);
    }

    @Property(tries = 2_000)
    void a_changed_byte_is_refused_or_breaks_the_signature(@ForAll int place, @ForAll byte value) {
        byte[] bytes = FIRST.bytes("encoded").toArray();
        int at = Math.floorMod(place, bytes.length);
        if (bytes[at] == value) return;
        bytes[at] = value;
        CoseSign1 bent;
        try {
            bent = CoseSign1.decode(Bytes.wrap(bytes));
        } catch (Malformed e) {
            return;
        }
        assertThat(bent.encode()).isEqualTo(Bytes.wrap(bytes));
        PublicKey key = new PublicKey(Algorithm.ED25519, FIRST.bytes("key"));
        assertThat(SIGNATURES.check(key, bent.toBeSigned(), bent.signature())).isInstanceOf(Verdict.Invalid.class);
    }
}
