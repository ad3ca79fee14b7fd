package io.polder.evm.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.polder.api.http.Json;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Finds logs: by the index of addresses and topics, or, if none is named, block by block over a short span.
final class Logs {
    /// Logs of one answer.
    static final int LOGS_MAX = 10_000;
    /// Blocks that are looked through when neither address nor topic is named.
    static final long BLOCKS_MAX = 2_000;
    /// Blocks that the index may lead to in one request.
    static final int PLACES_MAX = 20_000;

    private static final long PAGE = 1_000;

    private final ChainAccess chain;

    Logs(ChainAccess chain) {
        this.chain = chain;
    }

    /// The logs of an `eth_getLogs` filter.
    ArrayNode find(JsonNode node) {
        if (!node.isObject()) throw RpcError.params("filter", "an object", node.toString());
        LogFilter filter = LogFilter.of(node);
        if (node.hasNonNull("blockHash")) {
            if (node.hasNonNull("fromBlock") || node.hasNonNull("toBlock"))
                throw new RpcError(
                        RpcError.INVALID_PARAMS,
                        "cannot specify both BlockHash and FromBlock/ToBlock, choose one or the other");
            long height = chain.height(
                            Hex.hash("blockHash", node.get("blockHash").asText()))
                    .orElseThrow(() -> new RpcError(RpcError.SERVER, "unknown block"));
            return find(filter, height, height);
        }
        long from = chain.height(given(node, "fromBlock"));
        long to = Math.min(chain.height(given(node, "toBlock")), chain.head());
        if (from > chain.height(given(node, "toBlock")))
            throw new RpcError(RpcError.INVALID_PARAMS, "invalid block range params");
        return find(filter, from, to);
    }

    static Optional<JsonNode> given(JsonNode node, String name) {
        return node.hasNonNull(name) ? Optional.of(node.get(name)) : Optional.empty();
    }

    ArrayNode find(LogFilter filter, long from, long to) {
        ArrayNode found = Json.array();
        for (long height : heights(filter, from, to)) {
            Optional<BlockView> block = chain.block(height);
            if (block.isPresent()) add(filter, block.get(), found);
        }
        return found;
    }

    static void add(LogFilter filter, BlockView block, ArrayNode found) {
        for (BlockView.LogView view : block.logs()) {
            if (!filter.takes(view.log())) continue;
            if (found.size() >= LOGS_MAX)
                throw new RpcError(
                        RpcError.LIMIT, "query returned more than " + LOGS_MAX + " results: ask for fewer blocks");
            found.add(Documents.log(view));
        }
    }

    private Iterable<Long> heights(LogFilter filter, long from, long to) {
        Optional<LogFilter.Criterion> best = filter.best();
        if (best.isPresent()) return indexed(best.get(), from, to);
        if (to - from >= BLOCKS_MAX)
            throw new RpcError(
                    RpcError.LIMIT,
                    "query spans more than " + BLOCKS_MAX + " blocks: name an address or a topic, or fewer blocks");
        List<Long> all = new ArrayList<>();
        for (long height = from; height <= to; height++) all.add(height);
        return all;
    }

    private TreeSet<Long> indexed(LogFilter.Criterion best, long from, long to) {
        List<Cbor> values = best.values().stream()
                .<Cbor>map(value -> Cbor.of(Bytes.wrap(value.toBytes())))
                .toList();
        TreeSet<Long> heights = new TreeSet<>();
        long start = from;
        while (start <= to) {
            Cbor arguments =
                    Cbor.array(Cbor.of(best.part()), Cbor.array(values), Cbor.of(start), Cbor.of(to), Cbor.of(PAGE));
            List<Cbor> places = chain.ask("logs", chain.head(), arguments).asArray();
            for (Cbor place : places)
                heights.add(ByteBuffer.wrap(place.asBytes().shared()).getLong());
            if (places.size() <= PAGE) return heights;
            if (heights.size() > PLACES_MAX)
                throw new RpcError(RpcError.LIMIT, "query leads to more than " + PLACES_MAX + " blocks: ask for fewer");
            long last = heights.last();
            // A single block with more transactions than a page is passed whole: it is known by its height.
            start = last == start ? last + 1 : last;
        }
        return heights;
    }
}
