package io.polder.evm.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.http.Json;
import io.polder.evm.OpcodeNames;
import io.polder.evm.network.Abi;
import io.polder.evm.network.Accounts;
import io.polder.evm.rpc.StateMethods.Result;
import io.polder.evm.word.Word;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What happened inside transactions, by running them again on the state before their block.
record TraceMethods(ChainAccess chain) implements Methods {
    private static final int BLOCK_TRANSACTIONS_MAX = 100;

    @Override
    public void addTo(Map<String, Method> all) {
        all.put("debug_traceTransaction", this::transaction);
        all.put("debug_traceCall", this::call);
        all.put("debug_traceBlockByNumber", p -> block(chain.block(chain.height(p.find(0))), options(p.find(1))));
        all.put(
                "debug_traceBlockByHash",
                p -> block(chain.height(p.hash(0)).flatMap(chain::block), options(p.find(1))));
    }

    /// What is wanted: calls or steps, and which parts of these.
    private record Options(boolean calls, Cbor asked) {}

    private static Options options(Optional<JsonNode> node) {
        JsonNode given = node.orElse(Json.object());
        String tracer = given.path("tracer").asText("");
        if (!tracer.isEmpty() && !tracer.equals("callTracer"))
            throw new RpcError(RpcError.SERVER, "tracer not found: the struct logger and callTracer are here");
        boolean calls = tracer.equals("callTracer");
        return new Options(
                calls,
                Cbor.map(
                        Cbor.of("calls"), Cbor.of(calls),
                        Cbor.of("top"),
                                Cbor.of(given.path("tracerConfig")
                                        .path("onlyTopCall")
                                        .asBoolean(false)),
                        Cbor.of("stack"), Cbor.of(!given.path("disableStack").asBoolean(false)),
                        Cbor.of("memory"), Cbor.of(given.path("enableMemory").asBoolean(false)),
                        Cbor.of("storage"),
                                Cbor.of(!given.path("disableStorage").asBoolean(false)),
                        Cbor.of("limit"),
                                Cbor.of(Math.max(0, given.path("limit").asLong(0)))));
    }

    private JsonNode transaction(Parameters p) {
        TransactionView view = chain.transaction(p.hash(0).toBytes())
                .orElseThrow(() -> new RpcError(RpcError.SERVER, "transaction not found"));
        BlockView block = chain.block(view.place().block().height()).orElseThrow();
        return trace(block, view, options(p.find(1)));
    }

    private JsonNode block(Optional<BlockView> found, Options options) {
        BlockView block = found.orElseThrow(() -> new RpcError(RpcError.SERVER, "block not found"));
        if (block.transactions().size() > BLOCK_TRANSACTIONS_MAX)
            throw new RpcError(
                    RpcError.LIMIT, "a block of more than " + BLOCK_TRANSACTIONS_MAX + " transactions: trace each");
        ArrayNode all = Json.array();
        for (TransactionView view : block.transactions()) {
            ObjectNode each = all.addObject().put("txHash", Hex.data(view.hash()));
            each.set("result", trace(block, view, options));
        }
        return all;
    }

    private JsonNode trace(BlockView block, TransactionView view, Options options) {
        List<Cbor> before = new ArrayList<>();
        for (TransactionView each : block.transactions().subList(0, view.place().index()))
            before.add(Cbor.array(sender(each), Cbor.of(each.raw())));
        Cbor arguments = Cbor.array(
                Cbor.of(view.place().block().time()),
                Cbor.array(before),
                sender(view),
                Cbor.of(view.raw()),
                options.asked);
        List<Cbor> traced =
                chain.ask("trace", block.header().height() - 1, arguments).asArray(2);
        JsonNode shown = show(traced, options.calls);
        if (options.calls && shown instanceof ObjectNode top)
            top.put("gas", Hex.number(view.transaction().payload().gasLimit()))
                    .put("gasUsed", Hex.number(Result.of(traced.getFirst()).gas()));
        return shown;
    }

    private static Cbor sender(TransactionView view) {
        return Accounts.identity(view.sender()).toCbor();
    }

    private JsonNode call(Parameters p) {
        Options options = options(p.find(2));
        Optional<JsonNode> config = p.find(2);
        Optional<JsonNode> accounts =
                config.filter(c -> c.hasNonNull("stateOverrides")).map(c -> c.get("stateOverrides"));
        Optional<JsonNode> block =
                config.filter(c -> c.hasNonNull("blockOverrides")).map(c -> c.get("blockOverrides"));
        long height = chain.height(p.find(1));
        Cbor arguments = Cbor.array(Questions.call(p.node(0)), Questions.block(accounts, block), options.asked);
        return show(chain.ask("traceCall", height, arguments).asArray(2), options.calls);
    }

    private static JsonNode show(List<Cbor> traced, boolean calls) {
        if (calls) return frame(traced.get(1));
        Result result = Result.of(traced.getFirst());
        String returned = Hex.data(result.output());
        ObjectNode json = Json.object()
                .put("gas", result.gas())
                .put("failed", !result.succeeded())
                .put("returnValue", returned);
        ArrayNode steps = json.putArray("structLogs");
        for (Cbor each : traced.get(1).asArray()) steps.add(step(each.asArray(8)));
        return json;
    }

    private static ObjectNode step(List<Cbor> f) {
        ObjectNode json = Json.object()
                .put("pc", f.get(0).asInt())
                .put("op", OpcodeNames.of(f.get(1).asCode()))
                .put("gas", f.get(2).asInt())
                .put("gasCost", f.get(3).asInt())
                .put("depth", f.get(4).asInt());
        ArrayNode stack = json.putArray("stack");
        for (Cbor word : f.get(5).asArray())
            stack.add(Hex.number(Word.of(word.asBytes().shared())));
        Bytes memory = f.get(6).asBytes();
        if (!memory.isEmpty()) {
            ArrayNode words = json.putArray("memory");
            for (int at = 0; at < memory.size(); at += Word.BYTES)
                words.add(Hex.data(memory.slice(at, Math.min(memory.size(), at + Word.BYTES))));
        }
        if (!f.get(7).asArray().isEmpty()) {
            ObjectNode storage = json.putObject("storage");
            for (Cbor pair : f.get(7).asArray())
                storage.put(
                        pair.asArray(2).get(0).asBytes().toHex(),
                        pair.asArray(2).get(1).asBytes().toHex());
        }
        return json;
    }

    private static JsonNode frame(Cbor item) {
        if (item.equals(Cbor.NULL)) return Json.object();
        List<Cbor> f = item.asArray(10);
        String type = f.get(0).asText();
        ObjectNode json = Json.object()
                .put("from", Hex.data(f.get(1).asBytes()))
                .put("gas", Hex.number(f.get(4).asInt()))
                .put("gasUsed", Hex.number(f.get(5).asInt()))
                .put("to", Hex.data(f.get(2).asBytes()))
                .put("input", Hex.data(f.get(6).asBytes()));
        Bytes output = f.get(7).asBytes();
        if (!output.isEmpty()) json.put("output", Hex.data(output));
        String error = f.get(8).asText();
        if (!error.isEmpty()) json.put("error", error);
        if (!error.isEmpty() && Abi.isWorded(output.shared())) json.put("revertReason", Abi.reason(output.shared()));
        if (!f.get(9).asArray().isEmpty()) {
            ArrayNode calls = json.putArray("calls");
            f.get(9).asArray().forEach(each -> calls.add(frame(each)));
        }
        if (!type.equals("STATICCALL") && !type.equals("DELEGATECALL"))
            json.put("value", Hex.number(Word.of(f.get(3).asBytes().shared())));
        return json.put("type", type);
    }
}
