package io.polder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.protocol.Certificate;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Genesis;
import io.polder.protocol.Header;
import io.polder.protocol.Limits;
import io.polder.protocol.Member;
import io.polder.protocol.Member.Endpoint;
import io.polder.protocol.Organisation;
import io.polder.protocol.Roster;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.proof.Proof;
import io.polder.protocol.proof.ProofFile;
import io.polder.protocol.proof.Subject;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.SigningKey;
import io.polder.protocol.tree.MerkleTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProofTest {
    @TempDir
    private Path folder;

    private final FakeNode node = new FakeNode();

    @AfterEach
    void close() {
        node.close();
    }

    private Ran at(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--home", folder.resolve("home").toString(), "--url", node.url()));
        return Ran.of(all.toArray(String[]::new));
    }

    @Test
    void a_proof_is_fetched_and_checked_and_a_changed_one_never_holds() throws IOException {
        SigningKey key = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
        Genesis genesis = genesis(key);
        byte[] proof = ProofFile.of(proof(genesis, key), genesis).encode().toArray();
        node.answer("/v1/genesis", 200, "application/cbor", genesis.encode().toArray());
        node.answer(
                "/v1/chains/city/proofs/transactions/ab",
                409,
                "application/problem+json",
                "{\"code\":\"not-certified\"}".getBytes(StandardCharsets.UTF_8));
        node.answer("/v1/chains/city/proofs/transactions/ab", 200, "application/cbor", proof);
        Path file = folder.resolve("a.proof");
        Ran fetched = at("proof", "tx", "ab", "-o", file.toString());
        assertThat(fetched.code()).as(fetched.err()).isZero();
        assertThat(Files.readAllBytes(file)).isEqualTo(proof);
        Ran holds = Ran.of("verify", file.toString(), "--genesis", genesis.id().toHex());
        assertThat(holds.code()).as(holds.err()).isZero();
        assertThat(holds.out()).contains("1 of 1 cities (hamburg)");
        assertThat(Ran.of("verify", file.toString(), "--genesis", "ab".repeat(32))
                        .code())
                .isEqualTo(ExitCodes.REFUSED);
        String trusted = Files.write(
                        folder.resolve("genesis.cbor"), genesis.encode().shared())
                .toString();
        for (int i = 0; i < proof.length; i++) {
            byte[] changed = Arrays.copyOf(proof, proof.length);
            changed[i] ^= 1;
            Files.write(file, changed);
            assertThat(Ran.of("verify", file.toString(), "--genesis", trusted).code())
                    .as("byte " + i)
                    .isIn(1, 2);
        }
    }

    private static Genesis genesis(SigningKey key) {
        Member member = new Member(
                0,
                "hamburg",
                new Member.Home("Hamburg", "hamburg"),
                key.publicKey(),
                new Member.Doors(new Endpoint("h", 1), new Endpoint("h", 2)),
                Bytes.EMPTY);
        return new Genesis(
                "test",
                0,
                Limits.STANDARD,
                List.of(new Organisation("hamburg", key.publicKey())),
                new Roster("main", 0, List.of(member)),
                List.of(new ChainSpec(ChainSpec.AUTHORITY, io.polder.protocol.Category.AUTHORITY, "main", List.of())));
    }

    private static Proof proof(Genesis genesis, SigningKey key) {
        Header header = new Header(
                genesis.domain("city"),
                new Header.Rules(1, 0),
                new Header.Place(0, 3, 1_000),
                Hash.ZERO,
                Hash.ZERO,
                Hash.ZERO,
                Hash.ZERO,
                0);
        TreeMap<String, Hash> headers = new TreeMap<>();
        headers.put("city", header.hash());
        RoundRecord record =
                new RoundRecord(genesis.id(), "main", 0, 3, 1_000, RoundRecord.chainsRoot(headers), Hash.ZERO);
        Member member = genesis.roster().members().getFirst();
        TreeMap<Long, Bytes> signatures = new TreeMap<>();
        signatures.put(0L, Certificate.sign(record, member, key));
        return new Proof(
                new Subject.OfBlock(),
                header,
                Optional.empty(),
                MerkleTree.inclusion(RoundRecord.leaves(headers), 0),
                record,
                new Certificate(signatures));
    }
}
