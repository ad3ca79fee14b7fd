package io.polder.protocol.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.protocol.Vectors;
import io.polder.protocol.encoding.Bytes;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SignaturesTest {
    private static final Bytes MESSAGE = Bytes.utf8("23.5 degrees");
    private final SecureRandom random = new SecureRandom();

    @Test
    void an_algorithm_without_a_provider_is_unsupported_and_never_valid() {
        Signatures jdk = Signatures.jdk();
        for (Algorithm algorithm : List.of(Algorithm.ES256K, Algorithm.SM2)) {
            SigningKey key = SigningKey.generate(algorithm, random, Peers.BOUNCY_CASTLE);
            assertThat(jdk.check(key.publicKey(), MESSAGE, key.sign(MESSAGE)))
                    .isEqualTo(new Verdict.Unsupported(algorithm));
        }
    }

    @ParameterizedTest
    @EnumSource
    void each_provider_of_an_algorithm_accepts_a_signature_and_no_other(Algorithm algorithm) {
        SigningKey key =
                SigningKey.generate(algorithm, random, Peers.of(algorithm).getFirst());
        SigningKey other =
                SigningKey.generate(algorithm, random, Peers.of(algorithm).getFirst());
        Bytes signature = key.sign(MESSAGE);
        assertThat(Peers.checkers(algorithm)).isNotEmpty().allSatisfy(checker -> {
            assertThat(checker.check(key.publicKey(), MESSAGE, signature)).isEqualTo(Verdict.VALID);
            assertThat(checker.check(key.publicKey(), Bytes.utf8("24.5"), signature))
                    .isInstanceOf(Verdict.Invalid.class);
            assertThat(checker.check(other.publicKey(), MESSAGE, signature)).isInstanceOf(Verdict.Invalid.class);
            assertThat(checker.check(key.publicKey(), MESSAGE, signature.slice(1, signature.size())))
                    .isInstanceOf(Verdict.Invalid.class);
        });
    }

    @Test
    void a_provider_that_checks_another_equation_of_ed25519_is_turned_away() {
        assertThatThrownBy(() -> new Signatures(Map.of(Algorithm.ED25519, Peers.BOUNCY_CASTLE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("without the cofactor, got BC");
    }

    /// The reason for the trial: with the forms of design D6 alone these cities would part.
    @Test
    void without_the_trial_providers_would_disagree_on_what_passes_the_forms() throws Exception {
        for (Vectors.Row row : Vectors.rows("ed25519.json", "cases")
                .filter(each -> each.toString().contains("cofactor"))
                .toList()) {
            PublicKey key = new PublicKey(Algorithm.ED25519, row.bytes("key"));
            assertThat(Ed25519Form.keyFault(key.bytes())).isEmpty();
            assertThat(Ed25519Form.signatureFault(row.bytes("signature"))).isEmpty();
            assertThat(holds(Peers.BOUNCY_CASTLE, key, row)).isTrue();
            assertThat(holds(Peers.CONSCRYPT, key, row)).isFalse();
            assertThat(holds(Peers.SUN_EC, key, row)).isFalse();
        }
    }

    private static boolean holds(Provider provider, PublicKey key, Vectors.Row row) throws Exception {
        return Signatures.holds(
                key.algorithm(),
                provider,
                Signatures.decodedBy(provider, key),
                row.bytes("message"),
                row.bytes("signature"));
    }

    @Test
    void decoded_keys_are_kept_up_to_a_bound() {
        Signatures signatures = Signatures.jdk();
        Bytes signature = SigningKey.generate(Algorithm.ES256, random).sign(MESSAGE);
        byte[] point = new byte[65];
        point[0] = 4;
        for (int i = 0; i < Signatures.KEYS_MAX + 100; i++) {
            point[1] = (byte) i;
            point[2] = (byte) (i >>> 8);
            point[3] = (byte) (i >>> 16);
            signatures.check(new PublicKey(Algorithm.ES256, Bytes.of(point)), MESSAGE, signature);
        }
        assertThat(signatures.keysKept()).isEqualTo(Signatures.KEYS_MAX);
    }

    @Test
    void many_threads_may_share_one() throws Exception {
        Signatures signatures =
                new Signatures(Map.of(Algorithm.ED25519, Peers.CONSCRYPT, Algorithm.ES256, Peers.CONSCRYPT));
        List<SigningKey> keys = Stream.of(Algorithm.ED25519, Algorithm.ES256)
                .flatMap(algorithm -> IntStream.range(0, 20).mapToObj(_ -> SigningKey.generate(algorithm, random)))
                .toList();
        Set<Verdict> verdicts = ConcurrentHashMap.newKeySet();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> checks = keys.stream()
                    .flatMap(key -> Stream.generate(() -> (Callable<Boolean>)
                                    () -> verdicts.add(signatures.check(key.publicKey(), MESSAGE, key.sign(MESSAGE))))
                            .limit(10))
                    .toList();
            for (Future<Boolean> each : threads.invokeAll(checks)) each.get();
        }
        assertThat(verdicts).containsExactly(Verdict.VALID);
    }

    @Test
    void no_provider_is_installed() {
        SigningKey key = SigningKey.generate(Algorithm.ES256, random);
        Peers.checkers(Algorithm.ES256).forEach(each -> each.check(key.publicKey(), MESSAGE, key.sign(MESSAGE)));
        assertThat(Security.getProviders()).doesNotContain(Peers.CONSCRYPT, Peers.BOUNCY_CASTLE);
    }
}
