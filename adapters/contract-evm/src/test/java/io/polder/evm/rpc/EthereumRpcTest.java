package io.polder.evm.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.evm.ledger.EvmCity;
import io.polder.evm.ledger.Solidity;
import io.polder.evm.ledger.Wallet;
import io.polder.evm.word.Keccak;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.testkit.Await;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EthereumRpcTest {
    private static final EvmCity CITY = new EvmCity();
    private static final Wallet ALICE = CITY.wallet(1);
    private static final EthereumRpc RPC = new EthereumRpc(CITY.chain(EvmCity.CITY), Clock.systemUTC());
    private static String probe;

    @BeforeAll
    static void deploy() {
        probe = receipt(send(Optional.empty(), Solidity.code("Probe")))
                .get("contractAddress")
                .textValue();
    }

    @AfterAll
    static void close() {
        CITY.close();
    }

    private static JsonNode ask(String json) {
        return RPC.answer(Bytes.utf8(json)).orElseThrow();
    }

    private static JsonNode run(String method, String parameters) {
        return ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + parameters + "}");
    }

    private static JsonNode result(String method, String parameters) {
        JsonNode answer = run(method, parameters);
        assertThat(answer.has("result")).as(answer.toString()).isTrue();
        return answer.get("result");
    }

    private static JsonNode error(String method, String parameters) {
        JsonNode answer = run(method, parameters);
        assertThat(answer.has("error")).as(answer.toString()).isTrue();
        return answer.get("error");
    }

    private static String send(Optional<io.polder.evm.word.Address> to, byte[] data) {
        Transaction signed = ALICE.send(to, data);
        return result("eth_sendRawTransaction", "[\"" + Hex.data(signed.raw()) + "\"]")
                .textValue();
    }

    private static JsonNode sent(String signature, Object... arguments) {
        Transaction signed =
                ALICE.send(Optional.of(io.polder.evm.word.Address.hex(probe)), Solidity.call(signature, arguments));
        return result("eth_sendRawTransactionSync", "[\"" + Hex.data(signed.raw()) + "\",\"0x2710\"]");
    }

    private static String call(String signature, Object... arguments) {
        return send(Optional.of(io.polder.evm.word.Address.hex(probe)), Solidity.call(signature, arguments));
    }

    /// The receipt, as soon as there is one.
    private static JsonNode receipt(String hash) {
        String parameters = "[\"" + hash + "\"]";
        Await.until(
                Duration.ofSeconds(20),
                "a receipt",
                () -> !result("eth_getTransactionReceipt", parameters).isNull(),
                () -> hash);
        return result("eth_getTransactionReceipt", parameters);
    }

    private static String question(String signature, Object... arguments) {
        return "{\"to\":\"" + probe + "\",\"data\":\"" + Hex.data(Solidity.call(signature, arguments)) + "\"}";
    }

    @Test
    void a_receipt_comes_at_once_when_it_is_waited_for() {
        JsonNode receipt = sent("increment()");
        assertThat(receipt.get("status").textValue()).isEqualTo("0x1");
        assertThat(receipt.get("effectiveGasPrice").textValue()).isEqualTo("0x0");
        assertThat(receipt.get("polderId").textValue()).hasSize(66);
    }

    @Test
    void a_failed_transaction_has_a_receipt_with_its_reason() {
        JsonNode receipt = receipt(call("commandAndFail(string)", "DEHH008"));
        assertThat(receipt.get("status").textValue()).isEqualTo("0x0");
        assertThat(receipt.get("revertReason").textValue()).startsWith("reverted: error 0x");
    }

    @Test
    void a_reverted_call_has_code_3_and_the_bytes() {
        JsonNode error = error("eth_call", "[" + question("commandAndFail(string)", "DEHH008") + ",\"latest\"]");
        assertThat(error.get("code").intValue()).isEqualTo(3);
        assertThat(error.get("message").textValue()).isEqualTo("execution reverted");
        assertThat(HexFormat.of().parseHex(error.get("data").textValue().substring(2)))
                .startsWith(io.polder.evm.network.Abi.selector("TooWarm(int256)"))
                .hasSize(36);
        JsonNode worded = error("eth_estimateGas", "[" + question("look(string,string)", "x", "y") + "]");
        assertThat(worded.get("message").textValue()).startsWith("execution reverted: no-reading: ");
    }

    @Test
    void a_call_that_never_ends_is_out_of_gas() {
        JsonNode error = error("eth_call", "[" + question("spin()") + ",\"latest\"]");
        assertThat(error.get("code").intValue()).isEqualTo(-32000);
        assertThat(error.get("message").textValue()).isEqualTo("out of gas");
    }

    /// Code of a call by itself: gives back much, fills memory, or calls itself as deep as it goes.
    @Test
    void bombs_end_by_their_gas() {
        String[] bombs = {
            // return of 16 MB, memory at 2^32, the same call over and over, creation over and over
            "6300ffffff5ff3", "600163ffffffff52", "5f5f5f5f5f305af15b5f5f5f5f5f305af1600b56", "5b363d373df05f56"
        };
        for (String bomb : bombs) {
            String override = "{\"" + probe + "\":{\"code\":\"0x" + bomb + "\"}}";
            JsonNode answer = run("eth_call", "[" + question("count()") + ",\"latest\"," + override + "]");
            assertThat(answer.has("result") || answer.get("error").get("code").intValue() == -32000)
                    .as(bomb + " "
                            + answer.toString()
                                    .substring(
                                            0, Math.min(200, answer.toString().length())))
                    .isTrue();
        }
        assertThat(run("eth_blockNumber", "[]").has("result")).isTrue();
    }

    @Test
    void state_is_asked_at_any_height_that_is_kept() {
        JsonNode receipt = receipt(call("increment()"));
        long height = Hex.count("height", receipt.get("blockNumber").textValue());
        String after = result("eth_getStorageAt", "[\"" + probe + "\",\"0x0\",\"" + Hex.number(height) + "\"]")
                .textValue();
        String before = result("eth_getStorageAt", "[\"" + probe + "\",\"0x0\",\"" + Hex.number(height - 1) + "\"]")
                .textValue();
        assertThat(Long.parseLong(after.substring(60), 16)).isEqualTo(Long.parseLong(before.substring(60), 16) + 1);
        assertThat(error("eth_getCode", "[\"" + probe + "\",\"0xffffff\"]")
                        .get("message")
                        .textValue())
                .isEqualTo("header not found");
    }

    @Test
    void a_block_is_the_same_by_number_and_hash_and_its_number_never_changes_hands() {
        receipt(call("increment()"));
        JsonNode byNumber = result("eth_getBlockByNumber", "[\"latest\",true]");
        JsonNode byHash =
                result("eth_getBlockByHash", "[\"" + byNumber.get("hash").textValue() + "\",true]");
        assertThat(byHash).isEqualTo(byNumber);
        assertThat(result("eth_getBlockByNumber", "[\"finalized\",true]")).isEqualTo(byNumber);
        assertThat(result("eth_getBlockByNumber", "[\"0xffffffff\",true]").isNull())
                .isTrue();
        assertThat(result("eth_getBlockByHash", "[\"0x" + "0".repeat(64) + "\",true]")
                        .isNull())
                .isTrue();
    }

    @Test
    void logs_are_found_by_address_and_by_topic_and_the_bloom_covers_them() {
        JsonNode receipt = receipt(call("flood(uint256)", 2));
        String from = receipt.get("blockNumber").textValue();
        JsonNode logs = result("eth_getLogs", "[{\"fromBlock\":\"" + from + "\",\"address\":\"" + probe + "\"}]");
        assertThat(logs).hasSize(2);
        assertThat(logs.get(1).get("logIndex").textValue()).isEqualTo("0x1");
        assertThat(receipt.get("logs")).isEqualTo(logs);
        assertThat(result(
                        "eth_getLogs", "[{\"fromBlock\":\"" + from + "\",\"topics\":[\"0x" + "1".repeat(64) + "\"]}]"))
                .isEmpty();
        byte[] bloom =
                HexFormat.of().parseHex(receipt.get("logsBloom").textValue().substring(2));
        byte[] hash = Keccak.hash(HexFormat.of().parseHex(probe.substring(2)));
        for (int i = 0; i < 6; i += 2) {
            int bit = ((hash[i] & 0xff) << 8 | hash[i + 1] & 0xff) & 2047;
            assertThat(bloom[255 - bit / 8] >> bit % 8 & 1).isEqualTo(1);
        }
    }

    @Test
    void a_search_without_address_or_topic_spans_few_blocks() {
        JsonNode error =
                error("eth_getLogs", "[{\"fromBlock\":\"0x0\",\"toBlock\":\"0x0\",\"topics\":[[],[],[],[],[]]}]");
        assertThat(error.get("message").textValue()).startsWith("exceed max topics");
        assertThat(error("eth_getLogs", "[{\"fromBlock\":\"0x5\",\"toBlock\":\"0x1\"}]")
                        .get("code")
                        .intValue())
                .isEqualTo(-32602);
        assertThat(error("eth_getLogs", "[{\"blockHash\":\"0x" + "0".repeat(64) + "\",\"fromBlock\":\"0x0\"}]")
                        .get("code")
                        .intValue())
                .isEqualTo(-32602);
    }

    @Test
    void a_filter_tells_what_is_new_once() {
        String filter =
                result("eth_newFilter", "[{\"address\":\"" + probe + "\"}]").textValue();
        assertThat(result("eth_getFilterChanges", "[\"" + filter + "\"]")).isEmpty();
        receipt(call("flood(uint256)", 1));
        assertThat(result("eth_getFilterChanges", "[\"" + filter + "\"]")).hasSize(1);
        assertThat(result("eth_getFilterChanges", "[\"" + filter + "\"]")).isEmpty();
        assertThat(result("eth_uninstallFilter", "[\"" + filter + "\"]").booleanValue())
                .isTrue();
        assertThat(error("eth_getFilterChanges", "[\"" + filter + "\"]")
                        .get("message")
                        .textValue())
                .isEqualTo("filter not found");
    }

    @Test
    void overrides_change_an_answer_and_nothing_else() {
        String code = "{\"" + probe + "\":{\"code\":\"0x602a60005260206000f3\"}}";
        assertThat(result("eth_call", "[" + question("count()") + ",\"latest\"," + code + "]")
                        .textValue())
                .endsWith("2a");
        String slot =
                "{\"" + probe + "\":{\"stateDiff\":{\"0x" + "0".repeat(64) + "\":\"0x" + "0".repeat(62) + "07\"}}}";
        assertThat(result("eth_call", "[" + question("count()") + ",\"latest\"," + slot + "]")
                        .textValue())
                .endsWith("07");
        assertThat(result("eth_call", "[" + question("count()") + ",\"latest\"]")
                        .textValue())
                .isEqualTo(result("eth_getStorageAt", "[\"" + probe + "\",\"0x0\",\"latest\"]")
                        .textValue());
    }

    @Test
    void a_trace_repeats_what_happened() {
        String hash = call("saveInside(string,bytes)", "k" + System.nanoTime(), new byte[] {1});
        JsonNode receipt = receipt(hash);
        JsonNode calls = result("debug_traceTransaction", "[\"" + hash + "\",{\"tracer\":\"callTracer\"}]");
        assertThat(calls.get("gasUsed")).isEqualTo(receipt.get("gasUsed"));
        assertThat(calls.get("calls").get(0).get("error").textValue()).isEqualTo("execution reverted");
        assertThat(calls.get("calls").get(0).get("revertReason").textValue()).isEqualTo("no");
        assertThat(calls.get("calls").get(0).get("calls").get(0).get("to").textValue())
                .isEqualTo(io.polder.evm.network.Network.KEY_VALUE.toString());
        JsonNode steps = result("debug_traceTransaction", "[\"" + hash + "\"]");
        assertThat(steps.get("failed").booleanValue()).isFalse();
        assertThat(Hex.number(steps.get("gas").longValue()))
                .isEqualTo(receipt.get("gasUsed").textValue());
        assertThat(steps.get("structLogs").findValuesAsText("op")).contains("SSTORE", "CALL", "REVERT");
        assertThat(error("debug_traceTransaction", "[\"" + hash + "\",{\"tracer\":\"evil\"}]")
                        .get("message")
                        .textValue())
                .startsWith("tracer not found");
    }

    @Test
    void a_batch_is_answered_in_order_and_bounded() {
        JsonNode answers =
                ask("[{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"eth_chainId\"},{\"method\":\"net_version\"},"
                        + "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"nothing\"},3]");
        assertThat(answers).hasSize(3);
        assertThat(answers.get(0).get("id").intValue()).isEqualTo(7);
        assertThat(answers.get(1).get("error").get("code").intValue()).isEqualTo(-32601);
        assertThat(answers.get(2).get("error").get("code").intValue()).isEqualTo(-32600);
        String large =
                "[" + "{\"id\":1,\"method\":\"eth_chainId\"},".repeat(100) + "{\"id\":1,\"method\":\"eth_chainId\"}]";
        assertThat(ask(large).get("error").get("message").textValue()).isEqualTo("batch too large");
        assertThat(ask("[]").get("error").get("code").intValue()).isEqualTo(-32600);
        assertThat(RPC.answer(Bytes.utf8("{\"method\":\"eth_chainId\"}"))).isEmpty();
    }

    @Test
    void bad_input_is_told_what_is_wrong() {
        assertThat(ask("{").get("error").get("code").intValue()).isEqualTo(-32700);
        assertThat(error("eth_getBalance", "[\"0x12\",\"latest\"]").get("code").intValue())
                .isEqualTo(-32602);
        assertThat(error("eth_getBalance", "[]").get("message").textValue())
                .isEqualTo("missing value for required argument 0");
        assertThat(error("eth_getBalance", "{\"a\":1}").get("message").textValue())
                .isEqualTo("non-array args");
        assertThat(error("eth_getBlockByNumber", "[\"0x01\",true]").get("code").intValue())
                .isEqualTo(-32602);
        assertThat(error("eth_call", "[{\"to\":\"" + probe + "\",\"data\":\"0x1\",\"gas\":\"zz\"}]")
                        .get("code")
                        .intValue())
                .isEqualTo(-32602);
        assertThat(error("eth_sendRawTransaction", "[\"0x00\"]").get("code").intValue())
                .isEqualTo(-32000);
        assertThat(error("eth_sendTransaction", "[{}]").get("message").textValue())
                .startsWith("this node holds no keys");
        assertThat(error("eth_subscribe", "[\"newHeads\"]").get("code").intValue())
                .isEqualTo(-32601);
    }

    @Test
    void every_method_survives_what_nobody_would_send() {
        String[] odd = {
            "[]",
            "[null]",
            "[{}]",
            "[[]]",
            "[1]",
            "[-1,-1,-1]",
            "[\"\"]",
            "[\"0x\"]",
            "[\"latest\"]",
            "[\"0x" + "f".repeat(64) + "\"]",
            "[\"0x" + "f".repeat(40) + "\",{},{}]",
            "[{\"blockStateCalls\":[{}]}]",
            "[{\"topics\":{}},3]",
            "[true,false]",
            "[{\"fromBlock\":\"0x7fffffffffffffff\"}]"
        };
        for (String method : RPC.methods())
            for (String parameters : odd) {
                JsonNode answer = run(method, parameters);
                assertThat(answer.path("error").path("code").intValue())
                        .as(method + parameters + " " + answer)
                        .isNotEqualTo(RpcError.INTERNAL);
            }
    }

    @Test
    void a_proof_of_the_state_comes_in_our_form_once_it_is_certified() {
        receipt(call("increment()"));
        Await.until(
                Duration.ofSeconds(20),
                "a certified block with the probe",
                () -> run("eth_getProof", "[\"" + probe + "\",[\"0x0\"],\"latest\"]")
                        .has("result"),
                () -> run("eth_getProof", "[\"" + probe + "\",[\"0x0\"],\"latest\"]"));
        JsonNode proof = result("eth_getProof", "[\"" + probe + "\",[\"0x0\"],\"latest\"]");
        assertThat(proof.get("proofKind").textValue()).isEqualTo("polder-state");
        byte[] bytes = HexFormat.of()
                .parseHex(proof.get("accountProof").get(0).textValue().substring(2));
        assertThat(io.polder.protocol.proof.Proof.decode(Bytes.wrap(bytes))
                        .header()
                        .height())
                .isEqualTo(Hex.count("height", proof.get("blockNumber").textValue()));
        assertThat(proof.get("storageProof")).hasSize(1);
    }

    @Test
    void simulated_blocks_build_on_each_other() {
        String increment = "{\"calls\":[" + question("increment()") + "," + question("increment()") + "]}";
        JsonNode blocks =
                result("eth_simulateV1", "[{\"blockStateCalls\":[" + increment + "," + increment + "]},\"latest\"]");
        long before = Long.parseLong(
                result("eth_getStorageAt", "[\"" + probe + "\",\"0x0\",\"latest\"]")
                        .textValue()
                        .substring(50),
                16);
        String last = blocks.get(1).get("calls").get(1).get("returnData").textValue();
        assertThat(Long.parseLong(last.substring(50), 16)).isEqualTo(before + 4);
        assertThat(blocks.get(1).get("parentHash")).isEqualTo(blocks.get(0).get("hash"));
    }

    @Test
    void a_gap_is_explained_and_counted() {
        Wallet bob = CITY.wallet(77);
        bob.send(Optional.of(bob.account()), new byte[0]);
        Transaction second = bob.send(Optional.of(bob.account()), new byte[0]);
        result("eth_sendRawTransaction", "[\"" + Hex.data(second.raw()) + "\"]");
        String account = bob.account().toString();
        assertThat(result("txpool_inspect", "[]")
                        .get("queued")
                        .get(account)
                        .get("1")
                        .textValue())
                .isEqualTo("waits for nonce 0 of this account");
        assertThat(result("txpool_content", "[]")
                        .get("queued")
                        .get(account)
                        .get("1")
                        .get("blockHash")
                        .isNull())
                .isTrue();
        assertThat(result("eth_getTransactionCount", "[\"" + account + "\",\"pending\"]")
                        .textValue())
                .isEqualTo("0x0");
    }
}
