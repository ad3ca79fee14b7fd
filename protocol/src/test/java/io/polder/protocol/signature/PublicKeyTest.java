package io.polder.protocol.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.protocol.Vectors;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PublicKeyTest {
    static Stream<Vectors.Row> keys() {
        return Vectors.rows("keys.json", "keys");
    }

    static Stream<Vectors.Row> refused() {
        return Vectors.rows("keys.json", "refused");
    }

    private static PublicKey key(Vectors.Row row) {
        return new PublicKey(Algorithm.valueOf(row.text("algorithm")), row.bytes("raw"));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void a_key_has_the_forms_of_the_vectors(Vectors.Row row) {
        PublicKey key = key(row);
        assertThat(key.toCose().encode()).isEqualTo(row.bytes("cose"));
        assertThat(PublicKey.ofCose(Cbor.decode(row.bytes("cose")))).isEqualTo(key);
        assertThat(key.toSpki()).isEqualTo(row.bytes("spki"));
        assertThat(PublicKey.ofSpki(row.bytes("spki"))).isEqualTo(key);
        assertThat(key.thumbprint()).isEqualTo(new Hash(row.bytes("thumbprint")));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void other_libraries_read_and_write_the_same_subject_public_key_info(Vectors.Row row) throws Exception {
        PublicKey key = key(row);
        for (Provider provider : Peers.of(key.algorithm())) {
            java.security.PublicKey theirs = KeyFactory.getInstance(
                            Signatures.keyName(key.algorithm(), provider), provider)
                    .generatePublic(new X509EncodedKeySpec(key.toSpki().toArray()));
            assertThat(Bytes.of(theirs.getEncoded())).isEqualTo(key.toSpki());
        }
    }

    @ParameterizedTest
    @MethodSource("refused")
    void another_cose_key_is_refused(Vectors.Row row) {
        Bytes cose = row.bytes("cose");
        assertThatThrownBy(() -> PublicKey.ofCose(Cbor.decode(cose))).isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @EnumSource
    void a_number_names_one_algorithm(Algorithm algorithm) {
        assertThat(Algorithm.ofCose(algorithm.cose())).isEqualTo(algorithm);
    }

    @Test
    void an_unknown_algorithm_is_refused() {
        for (long number : List.of(0L, -19L, -9L, -35L, -48L, Long.MIN_VALUE))
            assertThatThrownBy(() -> Algorithm.ofCose(number)).isInstanceOf(Malformed.class);
    }

    @Test
    void a_raw_key_of_another_length_or_form_is_refused() {
        for (Algorithm algorithm : Algorithm.values()) {
            Bytes raw = keys().filter(row -> key(row).algorithm() == algorithm)
                    .findFirst()
                    .orElseThrow()
                    .bytes("raw");
            assertThatThrownBy(() -> new PublicKey(algorithm, raw.slice(0, raw.size() - 1)))
                    .isInstanceOf(Malformed.class);
            assertThatThrownBy(() -> new PublicKey(algorithm, Bytes.concat(raw, Bytes.of((byte) 0))))
                    .isInstanceOf(Malformed.class);
            if (raw.size() != 65) continue;
            for (int first : new int[] {0, 2, 3, 6, 7})
                assertThatThrownBy(
                                () -> new PublicKey(algorithm, Bytes.concat(Bytes.of((byte) first), raw.slice(1, 65))))
                        .isInstanceOf(Malformed.class);
        }
    }

    @Test
    void another_subject_public_key_info_is_refused() {
        Bytes ed25519 = keys().findFirst().orElseThrow().bytes("spki");
        Bytes x25519 = Bytes.concat(Bytes.hex("302a300506032b656e032100"), ed25519.slice(12, 44));
        Bytes compressed = Bytes.concat(
                Bytes.hex("3039301306072a8648ce3d020106082a8648ce3d030107032200"), Bytes.wrap(new byte[33]));
        for (Bytes spki : List.of(
                x25519,
                compressed,
                Bytes.EMPTY,
                ed25519.slice(0, 12),
                ed25519.slice(0, 43),
                Bytes.concat(ed25519, Bytes.of((byte) 0))))
            assertThatThrownBy(() -> PublicKey.ofSpki(spki)).isInstanceOf(Malformed.class);
    }
}
