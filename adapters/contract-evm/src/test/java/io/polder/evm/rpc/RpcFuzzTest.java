package io.polder.evm.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.http.Json;
import io.polder.evm.ledger.EvmCity;
import io.polder.evm.ledger.Solidity;
import io.polder.evm.ledger.Wallet;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Whatever is asked, the answer is a result or an error that says what is wrong with the question: the node itself
/// never
/// fails to answer. -Dpolder.fuzz=N asks more than usual, -Dpolder.fuzz.seed=S others.
class RpcFuzzTest {
    private static final int ASKED = Integer.getInteger("polder.fuzz", 3_000);
    private static final long SEED = Long.getLong("polder.fuzz.seed", 11);
    private static final int DEPTH_MAX = 4;
    private static final List<String> FIELDS = List.of(
            "from",
            "to",
            "gas",
            "gasPrice",
            "maxFeePerGas",
            "value",
            "data",
            "input",
            "nonce",
            "accessList",
            "address",
            "topics",
            "fromBlock",
            "toBlock",
            "blockHash",
            "storageKeys",
            "balance",
            "code",
            "state",
            "stateDiff",
            "blockStateCalls",
            "calls",
            "blockOverrides",
            "stateOverrides",
            "number",
            "time",
            "gasLimit",
            "tracer",
            "tracerConfig",
            "onlyTopCall",
            "withLog",
            "disableStack",
            "enableMemory",
            "limit",
            "type",
            "chainId",
            "authorizationList",
            "blockNumber",
            "requireCanonical",
            "feeRecipient",
            "prevRandao",
            "baseFeePerGas",
            "traceTransfers",
            "validation",
            "returnFullTransactions",
            "movePrecompileToAddress",
            "timeout");
    private static final List<String> WORDS = List.of(
            "latest",
            "earliest",
            "pending",
            "safe",
            "finalized",
            "0x",
            "0x0",
            "0x1",
            "0x00",
            "0xg",
            "-1",
            "",
            "true",
            "callTracer",
            "prestateTracer",
            "newHeads",
            "logs",
            "0x7fffffffffffffff",
            "0xffffffffffffffff",
            "0x8000000000000000",
            "0x" + "f".repeat(64),
            "0x1" + "0".repeat(64),
            "0x" + "0".repeat(40),
            "\u0000\ud800");

    private static EvmCity city;
    private static EthereumRpc rpc;
    private static final List<String> KNOWN = new ArrayList<>(WORDS);

    private final Random random = new Random(SEED);

    @BeforeAll
    static void found() {
        city = new EvmCity();
        rpc = new EthereumRpc(city.chain(EvmCity.CITY), Clock.systemUTC());
        Wallet alice = city.wallet(1);
        Transaction creation = alice.send(Optional.empty(), Solidity.code("Probe"));
        city.done(EvmCity.CITY, creation);
        JsonNode block = ask("eth_getBlockByNumber", "[\"latest\",true]").path("result");
        JsonNode transaction = block.path("transactions").get(0);
        String hash = transaction.path("hash").asText();
        String probe = ask("eth_getTransactionReceipt", "[\"" + hash + "\"]")
                .path("result")
                .path("contractAddress")
                .asText();
        assertThat(probe).hasSize(42);
        KNOWN.addAll(List.of(
                block.path("hash").asText(), hash, probe, alice.account().toString()));
        for (String call : List.of("increment()", "spin()", "flood(uint256)", "surroundings()"))
            KNOWN.add(hex(Solidity.call(call, 3L)));
        KNOWN.add(hex(creation.raw().toArray()));
        KNOWN.add(hex(alice.send(Optional.empty(), new byte[] {0}).raw().toArray()));
    }

    @AfterAll
    static void close() {
        city.close();
    }

    private static String hex(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }

    private static JsonNode ask(String method, String parameters) {
        String request = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + parameters + "}";
        return rpc.answer(Bytes.utf8(request)).orElseThrow();
    }

    private <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    private JsonNode value(int depth) {
        return switch (random.nextInt(depth >= DEPTH_MAX ? 6 : 10)) {
            case 0 -> Json.object().numberNode(random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(5));
            case 1 -> Json.object().booleanNode(random.nextBoolean());
            case 2 ->
                random.nextBoolean() ? Json.object().nullNode() : Json.object().numberNode(random.nextDouble());
            case 3, 4 -> Json.object().textNode(any(KNOWN));
            case 5 -> Json.object().textNode(changed(any(KNOWN)));
            case 6, 7 -> {
                ArrayNode array = Json.array();
                for (int i = random.nextInt(4); i > 0; i--) array.add(value(depth + 1));
                yield array;
            }
            default -> object(depth);
        };
    }

    private ObjectNode object(int depth) {
        ObjectNode object = Json.object();
        for (int i = random.nextInt(6); i > 0; i--)
            object.set(random.nextInt(10) == 0 ? any(KNOWN) : any(FIELDS), value(depth + 1));
        return object;
    }

    /// The same text with a character more, less, or another.
    private String changed(String text) {
        if (text.isEmpty()) return "0x";
        int at = random.nextInt(text.length());
        String digit = Integer.toHexString(random.nextInt(16));
        return switch (random.nextInt(4)) {
            case 0 -> text.substring(0, at) + text.substring(at + 1);
            case 1 -> text.substring(0, at) + digit + text.substring(at);
            case 2 -> text.substring(0, at) + digit + text.substring(at + 1);
            default -> text + digit.repeat(2 * random.nextInt(40));
        };
    }

    /// A call that may well be run, with something wrong or strange here and there.
    private JsonNode call() {
        ObjectNode call = object(DEPTH_MAX - 1);
        if (random.nextInt(4) != 0) call.put("to", KNOWN.get(WORDS.size() + 2));
        if (random.nextInt(4) != 0) call.put("data", any(KNOWN));
        if (random.nextInt(4) != 0) call.put("gas", "0x" + Integer.toHexString(random.nextInt(1 << 22)));
        return call;
    }

    private ArrayNode parameters() {
        ArrayNode parameters = Json.array();
        int count = random.nextInt(5);
        for (int i = 0; i < count; i++) parameters.add(i == 0 && random.nextInt(3) == 0 ? call() : value(0));
        return parameters;
    }

    @Test
    void whatever_is_asked_the_node_answers() {
        List<String> methods = List.copyOf(new TreeSet<>(rpc.methods()));
        List<String> failed = new ArrayList<>();
        int results = 0;
        for (int i = 0; i < ASKED; i++) {
            String method = any(methods);
            JsonNode asked = parameters();
            JsonNode answer = ask(method, Json.text(asked));
            if (answer.has("result")) results++;
            else if (answer.path("error").path("code").asInt() == RpcError.INTERNAL)
                failed.add(method + " " + Json.text(asked));
        }
        assertThat(failed).as(failed.size() + " of " + ASKED).isEmpty();
        assertThat(results).isGreaterThan(ASKED / 20);
        assertThat(ask("eth_blockNumber", "[]").path("result").asText()).startsWith("0x");
    }

    @Test
    void bytes_that_are_no_request_are_answered_as_such() {
        byte[] good = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_chainId\",\"params\":[]}"
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        for (int i = 0; i < ASKED; i++) {
            byte[] bytes = good.clone();
            for (int n = 1 + random.nextInt(3); n > 0; n--)
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            Optional<JsonNode> answer = rpc.answer(Bytes.wrap(bytes));
            answer.ifPresent(a -> assertThat(a.path("error").path("code").asInt())
                    .as(HexFormat.of().formatHex(bytes))
                    .isNotEqualTo(RpcError.INTERNAL));
        }
    }
}
