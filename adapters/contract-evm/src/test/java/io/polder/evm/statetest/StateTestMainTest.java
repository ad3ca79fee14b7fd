package io.polder.evm.statetest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateTestMainTest {
    @TempDir
    private Path folder;

    @Test
    void passes_our_own_cases_and_says_so_in_json() throws URISyntaxException {
        Path own = Path.of(StateTestMainTest.class.getResource("/fixtures").toURI());
        Answer answer = run("--fixtures", own.toString(), "--json");
        assertThat(answer.lastLine())
                .isEqualTo("{\"files\":15,\"passed\":109,\"failed\":0,\"skipped\":0,\"otherForks\":0,\"failures\":[]}");
        assertThat(answer.code()).isZero();
    }

    @Test
    void sees_a_spoiled_root() throws IOException {
        spoil("state/storage.json", "\"hash\": \"0x", "\"hash\": \"0xf");
        assertThat(failures()).contains("\"passed\":0", "root: expected 0x");
    }

    @Test
    void sees_a_spoiled_log_hash() throws IOException {
        spoil("state/storage.json", "\"logs\": \"0x", "\"logs\": \"0xf");
        assertThat(failures()).contains("\"passed\":0", "logs: expected 0x");
    }

    @Test
    void sees_that_a_transaction_was_not_refused() throws IOException {
        spoil("state/transfer.json", "\"logs\":", "\"expectException\": \"any\", \"logs\":");
        assertThat(failures()).contains("\"passed\":0", "refused: expected true, got false");
    }

    @Test
    void sees_that_a_transaction_was_refused() throws IOException {
        spoil("state/refused.json", "expectException", "ignored");
        assertThat(failures()).contains("\"passed\":0", "refused: expected false, got true");
    }

    @Test
    void sees_a_spoiled_balance_before() throws IOException {
        spoil("state/transfer.json", "0x0de0b6b3a7640000", "0x0de0b6b3a7640001");
        assertThat(failures()).contains("\"passed\":0", "root: expected 0x");
    }

    @Test
    void sees_a_spoiled_sender_hash_and_intrinsic_gas() throws IOException {
        spoil("transaction/dynamicFee.json", "\"sender\": \"0xf8", "\"sender\": \"0xf9");
        assertThat(failures()).contains("\"failed\":4", "sender: expected");
        spoil("transaction/dynamicFee.json", "\"hash\": \"0x29", "\"hash\": \"0x28");
        assertThat(failures()).contains("\"failed\":4", "hash: expected");
        spoil("transaction/dynamicFee.json", "\"intrinsicGas\": \"0x5208\"", "\"intrinsicGas\": \"0x5209\"");
        assertThat(failures()).contains("\"failed\":4", "gas: expected");
    }

    @Test
    void sees_spoiled_trees_and_encodings() throws IOException {
        spoil("trie/plain.json", "\"root\": \"0x", "\"root\": \"0xf");
        assertThat(failures()).contains("\"passed\":0", "\"failed\":3");
        spoil("trie/neighbours.json", "gouda", "haarlem");
        assertThat(failures()).contains("\"passed\":1");
        spoil("rlp/values.json", "\"0x820400\"", "\"0x820401\"");
        assertThat(failures()).contains("\"failed\":1", "bytes: expected");
    }

    @Test
    void counts_an_unknown_shape_and_broken_json_as_failures() throws IOException {
        Files.writeString(folder.resolve("odd.json"), "{\"what\": {\"is\": \"this\"}}");
        Files.writeString(folder.resolve("list.json"), "[1, 2]");
        Files.writeString(folder.resolve("torn.json"), "{\"a\":");
        Files.writeString(
                folder.resolve("holes.json"), "{\"a\":{\"pre\":{},\"transaction\":{},\"post\":{\"Cancun\":[{}]}}}");
        assertThat(failures()).contains("\"files\":4", "\"failed\":4", "\"skipped\":0", "unknown shape");
    }

    @Test
    void leaves_out_older_forks_but_says_how_many() throws IOException {
        spoil("state/transfer.json", "\"Shanghai\"", "\"Berlin\"");
        assertThat(failures()).contains("\"failed\":0", "\"otherForks\":2");
    }

    @Test
    void refuses_a_command_without_a_folder() {
        assertThat(run("--json").code()).isEqualTo(2);
        assertThat(run("--fixtures", folder.resolve("none").toString()).lastLine())
                .startsWith("expected --fixtures");
    }

    private void spoil(String file, String from, String to) throws IOException {
        try (var in = StateTestMainTest.class.getResourceAsStream("/fixtures/" + file)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text).contains(from);
            Files.writeString(folder.resolve("spoiled.json"), text.replace(from, to));
        }
    }

    private String failures() {
        return run("--fixtures", folder.toString(), "--json").lastLine();
    }

    private static Answer run(String... arguments) {
        var bytes = new ByteArrayOutputStream();
        int code = StateTestMain.run(new PrintStream(bytes, true, StandardCharsets.UTF_8), arguments);
        return new Answer(code, bytes.toString(StandardCharsets.UTF_8).strip());
    }

    private record Answer(int code, String text) {
        String lastLine() {
            return text.substring(text.lastIndexOf('\n') + 1);
        }
    }
}
