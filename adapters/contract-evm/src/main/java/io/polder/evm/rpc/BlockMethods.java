package io.polder.evm.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.polder.api.http.Json;
import java.util.Map;
import java.util.Optional;

/// Blocks, transactions and receipts. What is not there is null.
record BlockMethods(ChainAccess chain, Pool pool) implements Methods {
    @Override
    public void addTo(Map<String, Method> all) {
        all.put("eth_getBlockByNumber", p -> shown(named(p), p.flag(1)));
        all.put("eth_getBlockByHash", p -> shown(hashed(p), p.flag(1)));
        all.put("eth_getBlockTransactionCountByNumber", p -> count(named(p)));
        all.put("eth_getBlockTransactionCountByHash", p -> count(hashed(p)));
        all.put("eth_getBlockReceipts", p -> receipts(named(p)));
        all.put("eth_getTransactionByHash", this::transaction);
        all.put("eth_getRawTransactionByHash", this::raw);
        all.put("eth_getTransactionByBlockNumberAndIndex", p -> at(named(p), p.count(1)));
        all.put("eth_getTransactionByBlockHashAndIndex", p -> at(hashed(p), p.count(1)));
        all.put("eth_getTransactionReceipt", this::receipt);
        all.put(
                "eth_getHeaderByNumber",
                p -> named(p).<JsonNode>map(Documents::header).orElse(NullNode.getInstance()));
        all.put(
                "eth_getHeaderByHash",
                p -> hashed(p).<JsonNode>map(Documents::header).orElse(NullNode.getInstance()));
    }

    private Optional<BlockView> named(Parameters p) {
        p.node(0);
        return chain.block(chain.height(p.find(0)));
    }

    private Optional<BlockView> hashed(Parameters p) {
        return chain.height(p.hash(0)).flatMap(chain::block);
    }

    private static JsonNode shown(Optional<BlockView> block, boolean full) {
        return block.<JsonNode>map(view -> Documents.block(view, full)).orElse(NullNode.getInstance());
    }

    private static JsonNode count(Optional<BlockView> block) {
        return block.map(view -> Methods.text(Hex.number(view.transactions().size())))
                .orElse(NullNode.getInstance());
    }

    private static JsonNode receipts(Optional<BlockView> block) {
        if (block.isEmpty()) return NullNode.getInstance();
        ArrayNode all = Json.array();
        block.get().transactions().forEach(each -> all.add(Documents.receipt(each)));
        return all;
    }

    private static JsonNode at(Optional<BlockView> block, long index) {
        return block.filter(view -> index < view.transactions().size())
                .<JsonNode>map(view -> Documents.transaction(view.transactions().get((int) index)))
                .orElse(NullNode.getInstance());
    }

    private JsonNode transaction(Parameters p) {
        byte[] hash = p.hash(0).toBytes();
        return chain.transaction(hash)
                .<JsonNode>map(Documents::transaction)
                .or(() -> pool.find(hash).map(Pool::show))
                .orElse(NullNode.getInstance());
    }

    private JsonNode receipt(Parameters p) {
        byte[] hash = p.hash(0).toBytes();
        Optional<TransactionView> found = chain.transaction(hash);
        if (found.isEmpty()) {
            pool.await(hash);
            found = chain.transaction(hash);
        }
        return found.<JsonNode>map(Documents::receipt).orElse(NullNode.getInstance());
    }

    private JsonNode raw(Parameters p) {
        byte[] hash = p.hash(0).toBytes();
        return chain.transaction(hash)
                .map(TransactionView::raw)
                .or(() -> pool.find(hash).map(queued -> queued.raw()))
                .map(raw -> Methods.text(Hex.data(raw)))
                .orElse(NullNode.getInstance());
    }
}
