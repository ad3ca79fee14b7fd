package io.polder.protocol.signature;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.protocol.Vectors;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each provider comes to the verdict that the vectors name, and for the same reason.
class SignatureVectorsTest {
    private static final Map<Algorithm, List<Signatures>> CHECKERS = new EnumMap<>(Map.of(
            Algorithm.ED25519, Peers.checkers(Algorithm.ED25519),
            Algorithm.ES256, Peers.checkers(Algorithm.ES256)));

    static Stream<Vectors.Row> ed25519() {
        return Vectors.rows("ed25519.json", "cases");
    }

    static Stream<Vectors.Row> es256() {
        return Vectors.rows("es256.json", "cases");
    }

    @ParameterizedTest
    @MethodSource
    void ed25519(Vectors.Row row) {
        assertVerdict(Algorithm.ED25519, row);
    }

    @ParameterizedTest
    @MethodSource
    void es256(Vectors.Row row) {
        assertVerdict(Algorithm.ES256, row);
    }

    private static void assertVerdict(Algorithm algorithm, Vectors.Row row) {
        PublicKey key = new PublicKey(algorithm, row.bytes("key"));
        List<Verdict> verdicts = CHECKERS.get(algorithm).stream()
                .map(checker -> checker.check(key, row.bytes("message"), row.bytes("signature")))
                .distinct()
                .toList();
        assertThat(verdicts).hasSize(1);
        assertThat(verdicts.getFirst() instanceof Verdict.Valid)
                .as("%s", verdicts.getFirst())
                .isEqualTo(row.flag("valid"));
    }
}
