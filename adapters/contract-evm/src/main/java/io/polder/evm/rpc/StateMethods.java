package io.polder.evm.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.http.Json;
import io.polder.chain.Proving;
import io.polder.evm.ledger.EvmEngine;
import io.polder.evm.ledger.EvmKeys;
import io.polder.evm.network.Abi;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.proof.Proof;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What accounts hold and what calls would do, at any height that is kept.
record StateMethods(ChainAccess chain, Pool pool, InstantSource clock) implements Methods {
    private static final int BLOCKS_MAX = 256;
    private static final int SLOTS_MAX = 1_024;
    private static final long MS_PER_S = 1_000;

    @Override
    public void addTo(Map<String, Method> all) {
        all.put(
                "eth_getBalance",
                p -> Methods.text(Hex.number(Word.of(account(p).get(1).asBytes().shared()))));
        all.put("eth_getTransactionCount", this::count);
        all.put(
                "eth_getCode",
                p -> Methods.text(Hex.data(chain.ask("code", height(p, 1), Cbor.array(bytes(p.address(0))))
                        .asBytes())));
        all.put("eth_getStorageAt", this::slot);
        all.put("eth_call", this::call);
        all.put("eth_estimateGas", this::estimate);
        all.put("eth_simulateV1", this::simulate);
        all.put("eth_createAccessList", this::accessList);
        all.put("eth_getProof", this::proof);
    }

    private long height(Parameters p, int index) {
        long height = chain.height(p.find(index));
        if (height > chain.head()) throw new RpcError(RpcError.SERVER, "header not found");
        return height;
    }

    private static Cbor bytes(Address address) {
        return Cbor.of(Bytes.wrap(address.toBytes()));
    }

    private List<Cbor> account(Parameters p) {
        return chain.ask("account", height(p, 1), Cbor.array(bytes(p.address(0))))
                .asArray(3);
    }

    /// With `pending` also what waits here and follows without a gap.
    private JsonNode count(Parameters p) {
        long nonce = account(p).getFirst().asInt();
        boolean pending =
                p.find(1).filter(tag -> tag.asText().equals("pending")).isPresent();
        return Methods.text(Hex.number(pending ? pool.next(p.address(0), nonce) : nonce));
    }

    private JsonNode slot(Parameters p) {
        Word slot = Hex.slot("argument 1", p.text(1));
        Cbor value = chain.ask("slot", height(p, 2), Cbor.array(bytes(p.address(0)), Questions.word(slot)));
        return Methods.text(Hex.data(value.asBytes()));
    }

    private JsonNode call(Parameters p) {
        List<Cbor> block = Questions.blockFields(p.find(2), p.find(3));
        block.add(Cbor.of("calls"));
        block.add(Cbor.array(Questions.call(p.node(0))));
        Cbor results = chain.ask("simulate", height(p, 1), Cbor.array(Cbor.map(block.toArray(Cbor[]::new))));
        Result result = Result.of(results.asArray().getFirst().asArray().getFirst());
        if (!result.succeeded()) throw result.error();
        return Methods.text(Hex.data(result.output()));
    }

    private JsonNode estimate(Parameters p) {
        long height = height(p, 1);
        List<Cbor> block = Questions.blockFields(p.find(2), p.find(3));
        if (height == chain.head() && p.find(3).isEmpty()) block.addAll(next(height));
        Cbor answer = chain.ask(
                "estimate", height, Cbor.array(Questions.call(p.node(0)), Cbor.map(block.toArray(Cbor[]::new))));
        if (answer instanceof Cbor.Int(long gas)) return Methods.text(Hex.number(gas));
        throw Result.of(answer).error();
    }

    /// An estimate is for the block that comes next: what is cheap a second time in the newest block may not be there.
    private List<Cbor> next(long height) {
        long now = clock.millis() / MS_PER_S;
        long last = chain.block(height).map(b -> b.header().time() / MS_PER_S).orElse(now);
        return List.of(Cbor.of("number"), Cbor.of(height + 1), Cbor.of("time"), Cbor.of(Math.max(now, last)));
    }

    private JsonNode accessList(Parameters p) {
        Cbor options = Cbor.map(Cbor.of("access"), Cbor.of(true));
        List<Cbor> traced = chain.ask(
                        "traceCall",
                        height(p, 1),
                        Cbor.array(Questions.call(p.node(0)), Questions.block(p.find(2), p.find(3)), options))
                .asArray(2);
        Result result = Result.of(traced.getFirst());
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("accessList");
        for (Cbor each : traced.get(1).asArray()) {
            List<Cbor> pair = each.asArray(2);
            ObjectNode entry =
                    list.addObject().put("address", Hex.data(pair.getFirst().asBytes()));
            ArrayNode keys = entry.putArray("storageKeys");
            pair.get(1).asArray().forEach(key -> keys.add(Hex.data(key.asBytes())));
        }
        json.put("gasUsed", Hex.number(result.gas()));
        if (!result.succeeded()) json.put("error", result.error().getMessage());
        return json;
    }

    private JsonNode simulate(Parameters p) {
        JsonNode request = p.node(0);
        JsonNode calls = request.path("blockStateCalls");
        if (!calls.isArray() || calls.isEmpty()) throw new RpcError(RpcError.INVALID_PARAMS, "empty input");
        if (calls.size() > BLOCKS_MAX) throw new RpcError(-38026, "too many blocks");
        long height = height(p, 1);
        BlockView base = chain.block(height).orElseThrow(() -> new RpcError(RpcError.SERVER, "header not found"));
        List<Cbor> blocks = new ArrayList<>();
        List<long[]> places = new ArrayList<>();
        long number = height;
        long time = base.header().time() / MS_PER_S;
        for (JsonNode each : calls) {
            JsonNode overrides = each.path("blockOverrides");
            number = overrides.hasNonNull("number")
                    ? Hex.count("number", overrides.get("number").asText())
                    : number + 1;
            time = overrides.hasNonNull("time")
                    ? Hex.count("time", overrides.get("time").asText())
                    : time + 1;
            places.add(new long[] {number, time});
            blocks.add(simulated(each, number, time));
        }
        List<Cbor> results = chain.ask("simulate", height, Cbor.array(blocks)).asArray();
        ArrayNode all = Json.array();
        String parent = Hex.data(base.header().hash());
        for (int i = 0; i < results.size(); i++) {
            ObjectNode block =
                    Simulated.block(base, places.get(i), parent, results.get(i).asArray());
            parent = block.get("hash").textValue();
            all.add(block);
        }
        return all;
    }

    private static Cbor simulated(JsonNode block, long number, long time) {
        Optional<JsonNode> accounts = Optional.of(block.path("stateOverrides")).filter(JsonNode::isObject);
        List<Cbor> fields = Questions.blockFields(accounts, Optional.empty());
        List<Cbor> own = new ArrayList<>();
        for (JsonNode call : block.path("calls")) own.add(Questions.call(call));
        fields.addAll(List.of(Cbor.of("calls"), Cbor.array(own)));
        fields.addAll(List.of(Cbor.of("number"), Cbor.of(number), Cbor.of("time"), Cbor.of(time)));
        return Cbor.map(fields.toArray(Cbor[]::new));
    }

    /// Ethereum's fields with proofs of Polder's own state tree: each proof is one item, the proof of
    /// docs/spec/proof.md.
    private JsonNode proof(Parameters p) {
        Address address = p.address(0);
        JsonNode slots = p.find(1).orElse(Json.array());
        if (slots.size() > SLOTS_MAX)
            throw new RpcError(RpcError.INVALID_PARAMS, "too many keys: at most " + SLOTS_MAX);
        Proof proven = proven(EvmKeys.account(address));
        long height = proven.header().height();
        if (p.find(2).isPresent() && chain.height(p.find(2)) < height)
            throw new RpcError(RpcError.SERVER, "proofs are made of the newest certified block alone: " + height);
        List<Cbor> account =
                chain.ask("account", height, Cbor.array(bytes(address))).asArray(3);
        ObjectNode json = Json.object()
                .put("address", address.toString())
                .put("balance", Hex.number(Word.of(account.get(1).asBytes().shared())))
                .put("codeHash", Hex.data(account.get(2).asBytes()))
                .put("nonce", Hex.number(account.get(0).asInt()))
                .put("storageHash", Hex.data(proven.header().stateRoot()))
                .put("blockNumber", Hex.number(height))
                .put("proofKind", "polder-state");
        json.putArray("accountProof").add(Hex.data(proven.encode()));
        ArrayNode storage = json.putArray("storageProof");
        for (JsonNode each : slots) {
            Word slot = Hex.slot("key", each.asText());
            Proof inState = proven(EvmKeys.slot(address, slot));
            Bytes value = chain.ask("slot", inState.header().height(), Cbor.array(bytes(address), Questions.word(slot)))
                    .asBytes();
            ObjectNode entry =
                    storage.addObject().put("key", each.asText()).put("value", Hex.number(Word.of(value.shared())));
            entry.putArray("proof").add(Hex.data(inState.encode()));
        }
        return json;
    }

    private Proof proven(Bytes key) {
        return switch (chain.chain().proveState(EvmEngine.NAME, key)) {
            case Proving.Proven proven -> proven.proof();
            case Proving.NotYet(long height, long certified) ->
                throw new RpcError(RpcError.SERVER, "block " + height + " is not certified yet, " + certified + " is");
            case Proving.Unknown(String what) -> throw new RpcError(RpcError.SERVER, what);
        };
    }

    /// What a simulated call came to.
    record Result(long status, long gas, Bytes output, String reason, Cbor logs) {
        static Result of(Cbor item) {
            Cbor.Dictionary map = item.asMap();
            return new Result(
                    field(map, "status").asInt(),
                    field(map, "gas").asInt(),
                    field(map, "output").asBytes(),
                    field(map, "reason").asText(),
                    field(map, "logs"));
        }

        private static Cbor field(Cbor.Dictionary map, String name) {
            return map.find(Cbor.of(name)).orElseThrow();
        }

        boolean succeeded() {
            return status == 0;
        }

        RpcError error() {
            if (status != 1) return new RpcError(RpcError.SERVER, reason.replace('-', ' '));
            boolean worded = Abi.isWorded(output.shared());
            String message = worded ? "execution reverted: " + Abi.reason(output.shared()) : "execution reverted";
            return new RpcError(RpcError.REVERTED, message, Hex.data(output));
        }
    }
}
