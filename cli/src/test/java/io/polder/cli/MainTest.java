package io.polder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Domain;
import io.polder.protocol.Reading;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.CoseSign1;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.protocol.signature.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @TempDir
    private Path folder;

    private final FakeNode node = new FakeNode();

    @AfterEach
    void close() {
        node.close();
    }

    private static Ran run(String... arguments) {
        return Ran.of(arguments);
    }

    /// With this test's home folder, node and key.
    private Ran at(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--home", folder.resolve("home").toString(), "--url", node.url()));
        return run(all.toArray(String[]::new));
    }

    private String key() {
        Path file = folder.resolve("my.key");
        if (!Files.exists(file))
            assertThat(run("key", "create", file.toString()).code()).isZero();
        return file.toString();
    }

    @Test
    void no_node_is_exit_code_3_and_says_what_to_do() {
        Ran ran = run("status", "--url", "http://127.0.0.1:1", "--home", folder.toString());
        assertThat(ran.code()).isEqualTo(ExitCodes.UNREACHABLE);
        assertThat(ran.err()).contains("no node answers at http://127.0.0.1:1").contains("polder up");
        Ran json = run("status", "--url", "http://127.0.0.1:1", "--home", folder.toString(), "--json");
        assertThat(FakeNode.parse(json.err()).path("exitCode").asInt()).isEqualTo(3);
        assertThat(json.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing",
                "kv",
                "kv get",
                "kv get a --limit x",
                "status --url ftp://x",
                "thing enrol T",
                "send pm10",
                "key create",
                "tail rivers",
                "proof",
                "help nothing",
                "status --no-such-option",
                "send a 1 --thing x\u0020--time noon",
                "kv save a b --wait never --key /none"
            })
    void a_wrong_use_is_exit_code_2(String command) {
        Ran ran = run((command + " --home " + folder).split(" "));
        assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCodes.USAGE);
        assertThat(ran.err()).startsWith("polder: ").doesNotContain("Exception");
    }

    @Test
    void what_is_not_there_is_exit_code_4_in_the_nodes_words() {
        Ran ran = at("kv", "get", "a");
        assertThat(ran.code()).isEqualTo(ExitCodes.NOT_FOUND);
        assertThat(ran.err()).contains("not-found: there is none").contains("Look again.");
    }

    @Test
    void a_node_that_is_busy_is_exit_code_6_and_a_refusal_1() {
        node.answer(
                "/v1/chains/city/kv/a",
                503,
                "application/problem+json",
                "{\"code\":\"busy\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(at("kv", "get", "a").code()).isEqualTo(ExitCodes.TRY_LATER);
        node.answer(
                "/v1/chains/city/kv/b",
                422,
                "application/problem+json",
                "{\"code\":\"reverted\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(at("kv", "get", "b").code()).isEqualTo(ExitCodes.REFUSED);
    }

    @Test
    void a_key_file_is_for_its_owner_alone_and_never_replaced() throws IOException {
        Path file = Path.of(key());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        byte[] before = Files.readAllBytes(file);
        assertThat(run("key", "create", file.toString()).code()).isEqualTo(ExitCodes.USAGE);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        JsonNode shown =
                FakeNode.parse(run("key", "show", file.toString(), "--json").out());
        SigningKey key = SigningKey.load(Bytes.wrap(before));
        assertThat(shown.path("thumbprint").asText())
                .isEqualTo(key.publicKey().thumbprint().toHex());
        assertThat(run("key", "show", file.toString()).out())
                .doesNotContain(Bytes.wrap(before).toHex());
    }

    @Test
    void kv_save_sends_a_call_that_the_key_has_signed() {
        Ran ran = at("kv", "save", "river/limit", "4.20", "--key", key(), "--as", "org:hamburg", "--json");
        assertThat(ran.code()).as(ran.err()).isZero();
        Transaction.Cose sent = (Transaction.Cose) node.taken().getFirst();
        assertThat(sent.intent().domain()).isEqualTo(new Domain(FakeNode.NETWORK, "city"));
        assertThat(sent.intent().sender()).isEqualTo(Address.org("hamburg"));
        assertThat(sent.intent().call())
                .isEqualTo(new Call.Invoke("kv", "save", Cbor.array(Cbor.of("river/limit"), Cbor.of("4.20"))));
        assertThat(sent.intent().window().wellFormed()).isTrue();
        SigningKey key = SecretFile.readKey(Path.of(key()));
        assertThat(Signatures.jdk()
                        .check(
                                key.publicKey(),
                                sent.signed().toBeSigned(),
                                sent.signed().signature()))
                .isInstanceOf(Verdict.Valid.class);
        assertThat(FakeNode.parse(ran.out()).path("id").asText())
                .isEqualTo(sent.id().toHex());
    }

    @Test
    void without_a_name_the_bare_key_speaks() {
        assertThat(at("kv", "save", "a", "b", "--key", key()).code()).isZero();
        Transaction.Cose sent = (Transaction.Cose) node.taken().getFirst();
        assertThat(sent.intent().sender())
                .isEqualTo(Address.key(
                        SecretFile.readKey(Path.of(key())).publicKey().thumbprint()));
    }

    @Test
    void nothing_is_signed_for_another_network() {
        Ran ran = at("kv", "save", "a", "b", "--key", key(), "--genesis", "ab".repeat(32));
        assertThat(ran.code()).isEqualTo(ExitCodes.REFUSED);
        assertThat(ran.err()).contains("Nothing was signed");
        assertThat(node.taken()).isEmpty();
    }

    @Test
    void the_profile_is_used_when_nothing_is_said() {
        String home = folder.resolve("home").toString();
        run("profile", "--home", home, "--url", node.url(), "--key", key(), "--as", "org:hamburg");
        assertThat(run("kv", "save", "a", "b", "--home", home).code()).isZero();
        assertThat(((Transaction.Cose) node.taken().getFirst()).intent().sender())
                .isEqualTo(Address.org("hamburg"));
        assertThat(run("profile", "--home", home, "--json", "--operator-token", "a-secret-token")
                        .out())
                .contains("org:hamburg")
                .doesNotContain("a-secret-token");
    }

    @Test
    void a_thing_is_enrolled_with_proof_that_it_holds_its_key() {
        Path thingKey = folder.resolve("thing.key");
        Ran ran = at(
                "thing",
                "enrol",
                "DEHH008",
                "--kind",
                "air-quality",
                "--city",
                "hamburg",
                "--thing-key",
                thingKey.toString(),
                "--location",
                "53.5536,-9.9937",
                "--key",
                key(),
                "--as",
                "org:hamburg");
        assertThat(ran.code()).as(ran.err()).isZero();
        Transaction.Cose sent = (Transaction.Cose) node.taken().getFirst();
        Domain authority = new Domain(FakeNode.NETWORK, ChainSpec.AUTHORITY);
        assertThat(sent.intent().domain()).isEqualTo(authority);
        List<Cbor> arguments = ((Call.Invoke) sent.intent().call()).arguments().asArray(6);
        PublicKey half = SecretFile.readKey(thingKey).publicKey();
        assertThat(arguments.get(3)).isEqualTo(half.toCose());
        Bytes payload = authority
                .wrap("possession", Cbor.of("thing:DEHH008"), half.toCose())
                .encode();
        Bytes signed = CoseSign1.toBeSigned(half.algorithm(), half.thumbprint().bytes(), payload);
        assertThat(Signatures.jdk().check(half, signed, arguments.get(4).asBytes()))
                .isInstanceOf(Verdict.Valid.class);
        assertThat(arguments.get(5)).isEqualTo(Cbor.array(Cbor.of(5_355_000), Cbor.of(-999_000), Cbor.of(false)));
    }

    @Test
    void a_reading_is_signed_by_its_thing() {
        Ran ran = at(
                "send",
                "pm10",
                "21.50",
                "--unit",
                "ug/m3",
                "--time",
                "2026-01-31T12:00:00Z",
                "--thing",
                "DEHH008",
                "--key",
                key());
        assertThat(ran.code()).as(ran.err()).isZero();
        Transaction.Cose sent = (Transaction.Cose) node.taken().getFirst();
        assertThat(sent.intent().sender()).isEqualTo(Address.thing("DEHH008"));
        Call.Invoke call = (Call.Invoke) sent.intent().call();
        assertThat(call.contract() + "." + call.method()).isEqualTo("readings.put");
        Reading reading = Reading.decode(call.arguments().asArray(1).getFirst().asBytes());
        assertThat(reading.time()).isEqualTo(1_769_860_800_000L);
        assertThat(((Reading.Value.Quantity) reading.value()).number()).isEqualByComparingTo("21.5");
    }

    @Test
    void a_file_of_readings_goes_in_frames_and_a_bad_line_sends_nothing() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 250; i++)
            lines.append("{\"name\":\"pm10\",\"value\":")
                    .append(i)
                    .append(".25,\"time\":")
                    .append(i)
                    .append("}\n");
        Path file = Files.writeString(folder.resolve("r.jsonl"), lines);
        Ran ran = at("send", "--file", file.toString(), "--thing", "DEHH008", "--key", key());
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(node.taken().stream()
                        .map(t ->
                                ((Transaction.DeviceFrame) t).frame().readings().size()))
                .containsExactly(100, 100, 50);
        assertThat(ran.err()).contains("readings: 250 of 250");
        Files.writeString(
                file, "{\"name\":\"pm10\",\"value\":1,\"time\":1}\n{\"name\":\"p m\",\"value\":1,\"time\":1}\n");
        Ran bad = at("send", "--file", file.toString(), "--thing", "DEHH008", "--key", key());
        assertThat(bad.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(bad.err()).contains("line 2").contains("Nothing was sent");
        assertThat(node.taken()).hasSize(3);
    }

    @Test
    void what_is_not_there_in_time_is_exit_code_5() {
        node.json("/v1/chains/city/transactions", "{\"id\":\"00\",\"status\":\"pending\",\"final\":false}");
        Ran ran = at("kv", "save", "a", "b", "--key", key(), "--timeout", "1");
        assertThat(ran.code()).isEqualTo(ExitCodes.NOT_IN_TIME);
        assertThat(ran.err()).contains("polder tx ");
    }

    @Test
    void a_broken_stream_goes_on_after_its_last_event() {
        String first =
                "retry: 1\nid: 1/-1\n\nevent: reading\nid: 2/-1\ndata: {\"thing\":\"A\",\"time\":0,\"height\":2}\n\n";
        String second = "event: reading\nid: 3/-1\ndata: {\"thing\":\"B\",\"time\":0,\"height\":3}\n\n";
        node.answer(
                "/v1/chains/city/readings/stream", 200, "text/event-stream", first.getBytes(StandardCharsets.UTF_8));
        node.answer(
                "/v1/chains/city/readings/stream", 200, "text/event-stream", second.getBytes(StandardCharsets.UTF_8));
        Ran ran = at("tail", "--count", "2", "--json");
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out().lines().map(l -> FakeNode.parse(l).path("thing").asText()))
                .containsExactly("A", "B");
        assertThat(node.lastEventIds).containsExactly("null", "2/-1");
    }

    @Test
    void a_status_that_is_down_is_exit_code_1() {
        node.json("/v1/status", "{\"node\":\"h\",\"city\":\"H\",\"services\":{\"orderCluster\":\"DOWN\"}}");
        Ran ran = at("status");
        assertThat(ran.code()).isEqualTo(ExitCodes.REFUSED);
        assertThat(ran.out()).contains("orderCluster").contains("DOWN").doesNotContain("\u001b");
    }
}
