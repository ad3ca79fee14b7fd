package io.polder.protocol.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.polder.protocol.encoding.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tukaani.xz.XZInputStream;

/// Project Wycheproof's vectors: every verdict is as they expect, of every provider.
class WycheproofTest {
    private static final int BLOCK = 512;
    private static final Map<String, JsonNode> FILES = new HashMap<>();

    @BeforeAll
    static void unpack() throws IOException {
        String fixtures = System.getProperty("polder.fixtures", "");
        assumeFalse(fixtures.isEmpty(), "skipped: -Dpolder.fixtures names no folder with wycheproof-signatures.tar.xz");
        try (InputStream in =
                new XZInputStream(Files.newInputStream(Path.of(fixtures, "wycheproof-signatures.tar.xz")))) {
            for (byte[] header = in.readNBytes(BLOCK); header.length == BLOCK; header = in.readNBytes(BLOCK)) {
                String name = text(header, 0, 100);
                if (name.isEmpty()) break;
                int size = Integer.parseInt(text(header, 124, 12), 8);
                byte[] content = in.readNBytes(size);
                in.skipNBytes(Math.floorMod(-size, BLOCK));
                if (name.endsWith(".json"))
                    FILES.put(name.replaceFirst(".*/", ""), new ObjectMapper().readTree(content));
            }
        }
    }

    private static String text(byte[] header, int from, int size) {
        return new String(header, from, size, StandardCharsets.US_ASCII).split("\0", 2)[0].strip();
    }

    /// Runs all of a file; returns how many were judged.
    private static int run(String file, Algorithm algorithm, String keyPath) {
        List<String> wrong = new ArrayList<>();
        int judged = 0;
        for (JsonNode group : FILES.get(file).required("testGroups")) {
            Bytes key = Bytes.hex(group.at(keyPath).textValue());
            for (JsonNode test : group.required("tests")) {
                // A context is a parameter of ML-DSA that COSE leaves empty.
                if (!test.path("ctx").asText("").isEmpty()) continue;
                judged++;
                boolean expected = test.required("result").textValue().equals("valid");
                for (Signatures checker : Peers.checkers(algorithm))
                    if (valid(checker, algorithm, key, test) != expected) wrong.add(file + " " + test);
            }
        }
        assertThat(wrong).isEmpty();
        return judged;
    }

    private static boolean valid(Signatures checker, Algorithm algorithm, Bytes raw, JsonNode test) {
        Bytes message = Bytes.hex(test.required("msg").textValue());
        Bytes signature = Bytes.hex(test.required("sig").textValue());
        PublicKey key;
        try {
            key = new PublicKey(algorithm, raw);
        } catch (io.polder.protocol.encoding.Malformed e) {
            return false;
        }
        return checker.check(key, message, signature) instanceof Verdict.Valid;
    }

    @Test
    void ed25519() {
        assertThat(run("ed25519_test.json", Algorithm.ED25519, "/publicKey/pk"))
                .isEqualTo(
                        FILES.get("ed25519_test.json").required("numberOfTests").asInt());
    }

    @Test
    void es256() {
        assertThat(run("ecdsa_secp256r1_sha256_p1363_test.json", Algorithm.ES256, "/publicKey/uncompressed"))
                .isGreaterThan(200);
    }

    @Test
    void es256k() {
        assertThat(run("ecdsa_secp256k1_sha256_p1363_test.json", Algorithm.ES256K, "/publicKey/uncompressed"))
                .isGreaterThan(200);
    }

    @Test
    void ml_dsa_65() {
        assertThat(run("mldsa_65_verify_test.json", Algorithm.ML_DSA_65, "/publicKey"))
                .isGreaterThan(50);
    }
}
