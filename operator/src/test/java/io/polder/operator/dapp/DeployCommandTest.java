package io.polder.operator.dapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.polder.cli.NodeClient;
import io.polder.evm.network.Abi;
import io.polder.node.CityNode;
import io.polder.operator.LocalNetwork;
import io.polder.rocksdb.SharedMemory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Deploys on a running city of one, and asks the contract what it keeps.
class DeployCommandTest {
    private static final Path ARTIFACTS = Path.of("src/test/resources/artifacts");
    private static final Path HARDHAT = ARTIFACTS.resolve("Gauge.json");
    private static final Path SHARES = ARTIFACTS.resolve("Shares.json");
    private static final Path SOLC = ARTIFACTS.resolve("solc.json");
    private static final String OWNER = "0x52908400098527886E0F7030069857D2E4169EE7";
    private static final String TAG = "0x" + "0a".repeat(32);
    private static final List<String> GOOD = List.of(OWNER, "500", "-5", "true", "the river's gauge", "0xbeef", TAG);

    @TempDir
    static Path folder;

    private static LocalNetwork network;
    private static SharedMemory memory;
    private static CityNode node;
    private static Path wallet;

    private record Ran(int code, String out, String err) {}

    @BeforeAll
    static void start() throws IOException {
        network = LocalNetwork.in(folder.resolve("network"), List.of("hamburg"));
        memory = new SharedMemory();
        node = CityNode.start(network.cities().getFirst().home(), memory);
        wallet = Files.writeString(folder.resolve("wallet.hex"), "0x" + "5e".repeat(32) + "\n");
        Files.setPosixFilePermissions(wallet, PosixFilePermissions.fromString("rw-------"));
    }

    @AfterAll
    static void stop() {
        node.close();
        memory.close();
    }

    private static Ran deploy(Path artifact, List<String> options, List<String> arguments) {
        List<String> words = new ArrayList<>(List.of("dapp", "deploy", artifact.toString()));
        words.addAll(List.of("--url", network.cities().getFirst().api(), "--home", folder.toString()));
        if (!options.contains("--chain")) words.addAll(List.of("--chain", "city"));
        if (!options.contains("--key-file")) words.addAll(List.of("--key-file", wallet.toString()));
        words.addAll(options);
        words.add("--");
        words.addAll(arguments);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = io.polder.cli.Main.run(
                new PrintWriter(out, true), new PrintWriter(err, true), words.toArray(String[]::new));
        return new Ran(code, out.toString(), err.toString());
    }

    private static JsonNode deployed(Path artifact, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("--json");
        Ran ran = deploy(artifact, all, GOOD);
        assertThat(ran.code()).as(ran.err() + ran.out()).isZero();
        return new JsonMapper().readTree(ran.out());
    }

    private static void refused(Ran ran, int code, String... words) {
        assertThat(ran.err()).contains(words);
        assertThat(ran.code()).isEqualTo(code);
    }

    private static String kept(String address, String field) {
        EthereumNode ethereum =
                new EthereumNode(new NodeClient(network.cities().getFirst().api(), Optional.empty()), "city");
        JsonNode call = new JsonMapper()
                .createObjectNode()
                .put("to", address)
                .put("data", "0x" + HexFormat.of().formatHex(Abi.selector(field + "()")));
        return ethereum.ask("eth_call", call, "latest").asText().substring(2);
    }

    private static String word(String digits) {
        return "0".repeat(64 - digits.length()) + digits;
    }

    private static String open(String hex) {
        return word("20") + word(Integer.toHexString(hex.length() / 2)) + hex + "0".repeat(64 - hex.length());
    }

    @Test
    void every_plain_type_reaches_the_constructor_as_it_was_written() throws IOException {
        JsonNode done = deployed(HARDHAT);
        assertThat(done.path("contract").asText()).isEqualTo("Gauge");
        assertThat(done.path("rpc").asText()).endsWith("/v1/chains/city/evm");
        assertThat(done.path("gasUsed").asLong()).isPositive();
        String at = done.path("address").asText();
        assertThat(kept(at, "owner")).isEqualTo(word(OWNER.substring(2).toLowerCase(java.util.Locale.ROOT)));
        assertThat(kept(at, "limit")).isEqualTo(word("1f4"));
        assertThat(kept(at, "depth")).isEqualTo("f".repeat(63) + "b");
        assertThat(kept(at, "open")).isEqualTo(word("1"));
        assertThat(kept(at, "name")).isEqualTo(open(HexFormat.of().formatHex("the river's gauge".getBytes())));
        assertThat(kept(at, "note")).isEqualTo(open("beef"));
        assertThat(kept(at, "tag")).isEqualTo(TAG.substring(2));
    }

    @Test
    void arrays_and_structs_reach_the_constructor_as_they_were_written() throws IOException {
        String second = "0x" + "22".repeat(20);
        List<String> good = List.of(
                "[{\"who\":\"" + OWNER + "\",\"part\":40},[\"" + second + "\",\"60\"]]",
                "[7, 255]",
                "[\"the river\", [\"0x00\", \"0xbeef\"], {\"sealed_\":true,\"level\":-5}]",
                "[[1, 2, 3], [4, \"0xffff\"]]",
                "[\"" + OWNER + "\", 100]",
                "[\"one\", \"the last name\"]");
        Ran ran = deploy(SHARES, List.of("--json"), good);
        assertThat(ran.code()).as(ran.err() + ran.out()).isZero();
        String at = new JsonMapper().readTree(ran.out()).path("address").asText();
        assertThat(kept(at, "count")).isEqualTo(word("2"));
        assertThat(kept(at, "last")).isEqualTo(word("2".repeat(40)));
        assertThat(kept(at, "sum")).isEqualTo(word("64"));
        assertThat(kept(at, "second")).isEqualTo(word("ff"));
        assertThat(kept(at, "title")).isEqualTo(open(HexFormat.of().formatHex("the river".getBytes())));
        assertThat(kept(at, "page")).isEqualTo(open("beef"));
        assertThat(kept(at, "level")).isEqualTo("f".repeat(63) + "b");
        assertThat(kept(at, "deepest")).isEqualTo(word("ffff"));
        assertThat(kept(at, "name")).isEqualTo(open(HexFormat.of().formatHex("the last name".getBytes())));
        List<String> unequal = new ArrayList<>(good);
        unequal.set(4, "[\"" + OWNER + "\", 99]");
        refused(deploy(SHARES, List.of(), unequal), 1, "reverts: NotAll((address,uint96),uint96)");
        unequal.set(4, "[\"" + OWNER + "\", -1]");
        refused(deploy(SHARES, List.of(), unequal), 2, "argument 5 (first).part: expected a whole number");
    }

    @Test
    void solcs_own_output_works_and_each_deployment_has_an_address_of_its_own() throws IOException {
        String first = deployed(SOLC, "--contract", "Gauge").path("address").asText();
        String second =
                deployed(SOLC, "--contract", "Gauge.sol:Gauge").path("address").asText();
        assertThat(first).isNotEqualTo(second);
        refused(deploy(SOLC, List.of(), GOOD), 2, "holds several contracts", "Gauge.sol:Linked", "--contract NAME");
        refused(deploy(SOLC, List.of("--contract", "Nobody"), GOOD), 2, "holds no contract Nobody");
    }

    @Test
    void people_read_the_address_and_the_next_step() {
        Ran ran = deploy(HARDHAT, List.of("--genesis", network.genesis().id().toString()), GOOD);
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out()).containsPattern("Gauge is at 0x[0-9a-fA-F]{40} on chain city, final in block [0-9]+");
        assertThat(ran.out()).contains("Next: give ethers", "/v1/chains/city/evm");
    }

    @Test
    void a_file_that_is_no_deployable_artifact_is_refused_with_its_reason() throws IOException {
        refused(deploy(folder.resolve("none.json"), List.of(), List.of()), 2, "there is no file");
        refused(deploy(folder, List.of(), List.of()), 2, "is a folder");
        Path text = Files.writeString(folder.resolve("text.json"), "pragma solidity");
        refused(deploy(text, List.of(), List.of()), 2, "is not JSON");
        Path other = Files.writeString(folder.resolve("other.json"), "{\"name\":\"x\"}");
        refused(deploy(other, List.of(), List.of()), 2, "is no compiled contract");
        refused(deploy(SOLC, List.of("--contract", "IGauge"), List.of()), 2, "IGauge has no bytecode");
        refused(deploy(SOLC, List.of("--contract", "Linked"), List.of()), 2, "is not linked", "addresses of Far");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0x1234, 'argument 1 (owner_): expected an address'",
        "0, 0x52908400098527886e0F7030069857D2E4169EE7, 'whose capitals fit (EIP-55)'",
        "1, 18446744073709551616, 'a whole number from 0 to 2^64 - 1'",
        "1, -1, 'a whole number from 0'",
        "1, 1.5, 'a whole number from 0'",
        "1, +1, 'a whole number from 0'",
        "1, 0x, 'a whole number from 0'",
        "2, -129, 'a whole number from -2^7 to 2^7 - 1'",
        "2, 128, 'a whole number from -2^7 to 2^7 - 1'",
        "3, yes, 'argument 4 (open_): expected true or false'",
        "5, 0xabc, 'an even number of hexadecimal digits'",
        "5, beef, 'bytes as 0x'",
        "6, 0xbeef, '32 bytes as 0x and 64 digits'"
    })
    void a_wrong_argument_is_named_with_what_was_expected(int index, String value, String words) {
        List<String> arguments = new ArrayList<>(GOOD);
        arguments.set(index, value);
        refused(deploy(HARDHAT, List.of(), arguments), 2, words, "got \"" + value + "\"");
    }

    @Test
    void too_few_arguments_are_answered_with_the_constructor() {
        refused(
                deploy(HARDHAT, List.of(), GOOD.subList(0, 2)),
                2,
                "takes 7 arguments, got 2",
                "constructor(address owner_");
    }

    @Test
    void a_revert_says_its_reason_also_when_the_gas_is_given() {
        List<String> none = new ArrayList<>(GOOD);
        none.set(1, "0");
        refused(deploy(HARDHAT, List.of(), none), 1, "constructor of Gauge reverts: a gauge needs a limit");
        refused(deploy(HARDHAT, List.of("--gas", "3000000"), none), 1, "reverts: a gauge needs a limit");
        List<String> deep = new ArrayList<>(GOOD);
        deep.set(2, "-101");
        refused(deploy(HARDHAT, List.of(), deep), 1, "reverts: TooDeep(int8)");
        refused(deploy(HARDHAT, List.of("--gas", "200000"), GOOD), 1, "failed in block", "Leave --gas out");
    }

    @Test
    void a_chain_without_the_evm_another_network_and_a_missing_chain_are_told_apart() {
        refused(deploy(HARDHAT, List.of("--chain", "authority"), GOOD), 1, "envelope-not-enabled");
        refused(deploy(HARDHAT, List.of("--chain", "nihil"), GOOD), 4, "unknown-chain");
        refused(deploy(HARDHAT, List.of("--genesis", "0a".repeat(32)), GOOD), 1, "is not of the network");
    }

    @Test
    void a_chain_founded_while_the_node_runs_takes_contracts_from_those_whom_its_policy_lets() throws IOException {
        Path key = network.cities().getFirst().home().folder().resolve("keys").resolve("organisation.key");
        List<String> reader = List.of("--read-key", key.toString(), "--read-as", "org:hamburg");
        found(key, "hamburg.closed", "");
        found(key, "hamburg.open", """
                ,"policy":{"roles":{"member":["members"],"developer":["anyone"]},
                 "functions":{"write":{"kind":"invoke"},"read":{"kind":"query"},"deploy":{"kind":"deploy"}},
                 "grants":{"member":["write","read"],"developer":["deploy"]}}""");
        List<String> closed = new ArrayList<>(List.of("--chain", "hamburg.closed"));
        closed.addAll(reader);
        refused(deploy(HARDHAT, closed, GOOD), 1, "does not let evm:0x", "polder propose policy", "evm:0x");
        List<String> open = new ArrayList<>(List.of("--chain", "hamburg.open"));
        open.addAll(reader);
        Ran ran = deploy(HARDHAT, open, GOOD);
        assertThat(ran.code()).as(ran.err()).isZero();
        refused(deploy(HARDHAT, List.of("--chain", "hamburg.open"), GOOD), 4, "unknown-chain");
    }

    @Test
    void who_may_ask_a_contract_alone_is_told_no_block() throws IOException {
        LocalNetwork.City city = network.cities().getFirst();
        found(city.home().folder().resolve("keys").resolve("organisation.key"), "hamburg.asked", """
                ,"policy":{"roles":{"member":["members"],"guest":["anyone"]},
                 "functions":{"read":{"kind":"query"},"ask":{"kind":"query","contract":"evm"}},
                 "grants":{"member":["read"],"guest":["ask"]}}""");
        EthereumNode guest = new EthereumNode(new NodeClient(city.api(), Optional.empty()), "hamburg.asked");
        assertThat(guest.ask("eth_getBalance", OWNER, "latest").asText()).isEqualTo("0x0");
        JsonNode all = new JsonMapper().createObjectNode();
        assertThatThrownBy(() -> guest.ask("eth_getLogs", all)).hasMessageContaining("may-not-read");
        assertThatThrownBy(() -> guest.ask("eth_newBlockFilter")).hasMessageContaining("may-not-read");
        assertThatThrownBy(() -> guest.ask("eth_getTransactionReceipt", "0x" + "00".repeat(32)))
                .hasMessageContaining("may-not-read");
        assertThatThrownBy(() -> guest.ask("debug_traceBlockByNumber", "latest"))
                .hasMessageContaining("may-not-read");
    }

    private static void found(Path key, String chain, String policy) throws IOException {
        Path file = Files.writeString(
                folder.resolve(chain + ".json"),
                "{\"name\":\"" + chain + "\",\"category\":\"private\",\"members\":[\"hamburg\"]" + policy + "}");
        List<String> words =
                List.of("chain", "create", file.toString(), "--key", key.toString(), "--as", "org:hamburg");
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of("--url", network.cities().getFirst().api(), "--home", folder.toString()));
        StringWriter err = new StringWriter();
        int code = io.polder.cli.Main.run(
                new PrintWriter(err, true), new PrintWriter(err, true), all.toArray(String[]::new));
        assertThat(code).as(err.toString()).isZero();
    }

    @Test
    void a_key_file_that_others_may_read_or_that_holds_no_key_is_refused_without_showing_it() throws IOException {
        refused(deploy(HARDHAT, List.of("--key-file", "none.hex"), GOOD), 2, "there is no key file");
        Path open = Files.writeString(folder.resolve("open.hex"), "5e".repeat(32));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        refused(deploy(HARDHAT, List.of("--key-file", open.toString()), GOOD), 2, "others may read", "chmod 600");
        Path wrong = Files.writeString(folder.resolve("wrong.hex"), "a secret of another kind");
        Files.setPosixFilePermissions(wrong, PosixFilePermissions.fromString("rw-------"));
        Ran ran = deploy(HARDHAT, List.of("--key-file", wrong.toString()), GOOD);
        refused(ran, 2, "is no private key");
        assertThat(ran.err()).doesNotContain("secret");
    }

    @Test
    void help_shows_examples() {
        StringWriter out = new StringWriter();
        int code = io.polder.cli.Main.run(
                new PrintWriter(out, true), new PrintWriter(out, true), "dapp", "deploy", "--help");
        assertThat(code).isZero();
        assertThat(out.toString()).contains("Examples:", "--key-file", "--chain", "polder dapp deploy");
    }
}
