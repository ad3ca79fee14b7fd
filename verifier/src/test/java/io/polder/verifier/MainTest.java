package io.polder.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Json;
import io.polder.protocol.proof.ProofFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    @TempDir
    private Path folder;

    private final MiniNetwork net = new MiniNetwork(4);
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @BeforeEach
    void make_blocks() {
        net.block(net.save("greeting", "moin"), net.single("14.625"));
        net.block(net.frame(7), net.batch(3), net.save("limit", "50"));
        net.block(net.save("a", "b"));
    }

    private int run(String... arguments) {
        said.reset();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        return Main.run(arguments, out, out);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private String file(String name, Bytes bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes.toArray()).toString();
    }

    private String fingerprint() {
        return net.genesis.id().toHex();
    }

    @Test
    void a_fingerprint_is_all_that_a_stranger_needs() throws IOException {
        String proof =
                file("a.proof", ProofFile.of(net.reading(1, 0, 3), net.genesis).encode());

        assertThat(run(proof, "--genesis", fingerprint())).isEqualTo(Main.TRUE);

        assertThat(said())
                .startsWith("TRUE: thing:DEHH008 said pm10 = 13.5 ug/m3 at 2025-10-09T08:56:20Z; this is in block 1 of"
                        + " chain city, made at 2025-10-09T08:54:20Z, and 4 of 4 cities (berlin, frankfurt, hamburg,"
                        + " leipzig) signed for it.")
                .contains("The sender's own signature was checked here and holds.")
                .contains("Not proven: that it is true.");
    }

    @Test
    void the_same_in_json_is_taken_and_given() throws IOException {
        String json = ProofFile.of(net.reading(1, 0, 3), net.genesis).toJson().write();
        String proof = file("a.json", Bytes.utf8(json));

        assertThat(run("--json", "--genesis=" + fingerprint(), proof)).isEqualTo(Main.TRUE);

        Json.Object answer = Json.parse(said().strip()).asObject();
        assertThat(answer.find("verified")).contains(Json.of(true));
        assertThat(answer.find("senderSignature")).contains(Json.of("checked"));
        assertThat(answer.find("height")).contains(Json.of(1));
        assertThat(answer.find("roster")).contains(Json.of(4));
        assertThat(answer.find("notProven").orElseThrow().asArray())
                .containsExactly(Json.of("Not proven: that it is true."));
    }

    @Test
    void a_compact_proof_wants_the_genesis_file() throws IOException {
        String proof = file("c.proof", ProofFile.compact(net.transaction(0, 0)).encode());
        String genesis = file("genesis.cbor", net.genesis.encode());

        assertThat(run(proof, "--genesis", fingerprint())).isEqualTo(Main.UNREADABLE);
        assertThat(said()).contains("--genesis FILE");
        assertThat(run(proof, "--genesis", genesis)).isEqualTo(Main.TRUE);
        assertThat(said()).contains("called kv.save(\"greeting\", \"moin\"), which succeeded");
        String alone = file("alone.proof", net.transaction(0, 0).encode());
        assertThat(run(alone, "--genesis", genesis)).isEqualTo(Main.TRUE);
    }

    @Test
    void another_genesis_is_not_ours() throws IOException {
        Bytes other = new MiniNetwork(4).genesis.encode();
        String proof =
                file("a.proof", ProofFile.of(net.reading(1, 0, 3), net.genesis).encode());
        String compact = file("c.proof", ProofFile.compact(net.reading(1, 0, 3)).encode());
        String genesis = file("other.cbor", other);

        for (String path : List.of(proof, compact)) {
            assertThat(run(path, "--genesis", genesis)).isEqualTo(Main.FALSE);
            assertThat(said()).startsWith("FALSE: ").contains(": expected ").contains(", got ");
        }
        assertThat(run(proof, "--genesis", "00".repeat(32))).isEqualTo(Main.FALSE);
        assertThat(said()).contains("the genesis of the file: expected the fingerprint 0000");
    }

    @Test
    void what_was_not_checked_is_said() throws IOException {
        var reading = (io.polder.protocol.proof.Subject.OfReading)
                net.reading(1, 1, 2).subject();
        var proof = net.reading(1, 1, 2);
        var unkeyed = new io.polder.protocol.proof.Proof(
                new io.polder.protocol.proof.Subject.OfReading(
                        new io.polder.protocol.proof.Subject.Signed(
                                reading.signed().head(), Optional.empty()),
                        reading.reading(),
                        reading.inFrame(),
                        reading.wire(),
                        reading.receipt(),
                        reading.inBlock()),
                proof.header(),
                proof.later(),
                proof.inRound(),
                proof.record(),
                proof.certificate());
        String path = file("a.proof", ProofFile.of(unkeyed, net.genesis).encode());

        assertThat(run(path, "--genesis", fingerprint())).isEqualTo(Main.TRUE);

        assertThat(said())
                .contains("the gateway of city:berlin vouched for pm10 = 7 ug/m3")
                .contains("Not proven: that the thing said it, which signed nothing itself, or that it is true.")
                .contains("Not checked here: the sender's own signature")
                .doesNotContain("was checked here and holds");
    }

    @Test
    void a_wrong_call_is_explained() {
        assertThat(run()).isEqualTo(Main.UNREADABLE);
        assertThat(said()).contains("expected the file of a proof, got none").contains("--help");
        assertThat(run("a", "b", "--genesis", "c")).isEqualTo(Main.UNREADABLE);
        assertThat(run("a")).isEqualTo(Main.UNREADABLE);
        assertThat(run("a", "--genesis")).isEqualTo(Main.UNREADABLE);
        assertThat(run("a", "--genesis", "b", "--gensis", "c")).isEqualTo(Main.UNREADABLE);
        assertThat(run(folder.resolve("none").toString(), "--genesis", "00".repeat(32)))
                .isEqualTo(Main.UNREADABLE);
        assertThat(run("--help")).isEqualTo(Main.TRUE);
        assertThat(said()).contains("Examples:").contains("Exit code: 0 true, 1 false, 2 unreadable");
    }

    @Test
    void what_is_no_proof_is_unreadable_in_json_too() throws IOException {
        String path = file("x", Bytes.utf8("\u001b[2J no proof"));
        assertThat(run(path, "--genesis", fingerprint(), "--json")).isEqualTo(Main.UNREADABLE);
        assertThat(said()).startsWith("{\"verified\":false,\"unreadable\":\"expected ");
        assertThat(said()).doesNotContain("\u001b");
    }
}
