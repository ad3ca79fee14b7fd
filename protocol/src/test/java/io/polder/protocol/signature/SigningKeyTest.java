package io.polder.protocol.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTest {
    private static final Bytes MESSAGE = Bytes.utf8("open the weir");
    private final SecureRandom random = new SecureRandom();

    @ParameterizedTest
    @EnumSource
    void a_key_survives_its_storage(Algorithm algorithm) {
        Provider provider = Peers.of(algorithm).getFirst();
        SigningKey made = SigningKey.generate(algorithm, random, provider);
        SigningKey loaded = SigningKey.load(made.save(), provider);
        assertThat(loaded.publicKey()).isEqualTo(made.publicKey());
        assertThat(Peers.checkers(algorithm).getFirst().check(made.publicKey(), MESSAGE, loaded.sign(MESSAGE)))
                .isEqualTo(Verdict.VALID);
    }

    @ParameterizedTest
    @EnumSource(names = {"ED25519", "ES256"})
    void another_provider_may_sign_with_a_stored_key(Algorithm algorithm) {
        SigningKey made = SigningKey.generate(algorithm, random);
        Signatures signatures = Peers.checkers(algorithm).getLast();
        for (Provider provider : List.of(Peers.CONSCRYPT, Peers.BOUNCY_CASTLE)) {
            SigningKey loaded = SigningKey.load(made.save(), provider);
            for (int i = 0; i < 50; i++)
                assertThat(signatures.check(made.publicKey(), MESSAGE, loaded.sign(MESSAGE)))
                        .isEqualTo(Verdict.VALID);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_key_comes_from_the_given_chance(Algorithm algorithm) {
        Provider provider = Peers.of(algorithm).getFirst();
        SigningKey first = SigningKey.generate(algorithm, new Dice(), provider);
        SigningKey second = SigningKey.generate(algorithm, new Dice(), provider);
        assertThat(first.publicKey()).isEqualTo(second.publicKey());
    }

    /// Falls the same way each time.
    private static final class Dice extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private byte next = 1;

        @Override
        public void nextBytes(byte[] bytes) {
            for (int i = 0; i < bytes.length; i++) bytes[i] = next += 7;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ED25519", "ES256", "ML_DSA_65"})
    void halves_of_two_keys_are_refused(Algorithm algorithm) {
        List<Cbor> one =
                Cbor.decode(SigningKey.generate(algorithm, random).save()).asArray();
        List<Cbor> other =
                Cbor.decode(SigningKey.generate(algorithm, random).save()).asArray();
        Bytes mixed = Cbor.array(one.get(0), other.get(1)).encode();
        assertThatThrownBy(() -> SigningKey.load(mixed))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("belongs to the public one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp384r1", "secp521r1"})
    void a_private_half_on_another_curve_is_refused(String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve), random);
        Bytes foreign = Bytes.wrap(generator.generateKeyPair().getPrivate().getEncoded());
        PublicKey key = SigningKey.generate(Algorithm.ES256, random).publicKey();
        Bytes mixed = Cbor.array(key.toCose(), Cbor.of(foreign)).encode();
        assertThatThrownBy(() -> SigningKey.load(mixed)).isInstanceOf(Malformed.class);
    }

    @Test
    void what_is_no_stored_key_is_refused_and_not_told() {
        SigningKey key = SigningKey.generate(Algorithm.ED25519, random);
        Bytes pkcs8 = Bytes.wrap(key.privateKey().getEncoded());
        Cbor cose = key.publicKey().toCose();
        List<Bytes> wrong = List.of(
                Bytes.EMPTY,
                pkcs8,
                Cbor.of(pkcs8).encode(),
                Cbor.array(cose, cose).encode(),
                Cbor.array(Cbor.of(pkcs8), cose).encode(),
                Cbor.array(cose, Cbor.of(pkcs8), Cbor.NULL).encode(),
                Cbor.array(cose, Cbor.of(pkcs8.slice(0, 40))).encode(),
                Cbor.array(cose, Cbor.of(Bytes.EMPTY)).encode());
        for (Bytes each : wrong)
            assertThatThrownBy(() -> SigningKey.load(each))
                    .isInstanceOf(Malformed.class)
                    .satisfies(e -> {
                        assertThat(e.getMessage()).doesNotContain(pkcs8.toHex().substring(32, 48));
                        assertThat(e.getCause()).isNull();
                    });
        SigningKey k1 = SigningKey.generate(Algorithm.ES256K, random, Peers.BOUNCY_CASTLE);
        assertThatThrownBy(() -> SigningKey.load(k1.save())).isInstanceOf(Malformed.class);
    }

    @Test
    void a_key_shows_its_thumbprint_alone() {
        SigningKey key = SigningKey.generate(Algorithm.ED25519, random);
        assertThat(key).hasToString("the signing key of " + key.publicKey().thumbprint());
    }
}
