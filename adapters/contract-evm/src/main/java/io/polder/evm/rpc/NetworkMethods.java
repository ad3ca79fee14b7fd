package io.polder.evm.rpc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.http.Json;
import io.polder.evm.word.Keccak;
import java.util.Map;

/// What the chain is: ids, versions, prices, and what a node without keys and miners says.
record NetworkMethods(ChainAccess chain) implements Methods {
    private static final int BLOCKS_MAX = 1_024;
    private static final String FREE = "0x0";

    @Override
    public void addTo(Map<String, Method> all) {
        all.put("eth_chainId", p -> Methods.text(Hex.number(chain.chainId())));
        all.put("net_version", p -> Methods.text(Long.toString(chain.chainId())));
        all.put("net_listening", p -> Methods.flag(true));
        all.put("net_peerCount", p -> Methods.text("0x0"));
        all.put("web3_clientVersion", p -> Methods.text("Polder/v0.1.0/java"));
        all.put("web3_sha3", p -> Methods.text(Hex.data(Keccak.hash(p.bytes(0)))));
        all.put("eth_blockNumber", p -> Methods.text(Hex.number(chain.head())));
        all.put("eth_syncing", p -> Methods.flag(false));
        all.put("eth_accounts", p -> Json.array());
        all.put("eth_coinbase", p -> Methods.text("0x" + "0".repeat(40)));
        all.put("eth_mining", p -> Methods.flag(false));
        all.put("eth_hashrate", p -> Methods.text("0x0"));
        all.put("eth_protocolVersion", p -> Methods.text("0x44"));
        all.put("eth_gasPrice", p -> Methods.text(FREE));
        all.put("eth_maxPriorityFeePerGas", p -> Methods.text(FREE));
        all.put("eth_blobBaseFee", p -> Methods.text("0x1"));
        all.put("eth_feeHistory", this::feeHistory);
        all.put("eth_getUncleCountByBlockHash", p -> Methods.text("0x0"));
        all.put("eth_getUncleCountByBlockNumber", p -> Methods.text("0x0"));
        all.put("eth_getUncleByBlockHashAndIndex", p -> NullNode.getInstance());
        all.put("eth_getUncleByBlockNumberAndIndex", p -> NullNode.getInstance());
        all.put("rpc_modules", p -> modules());
        for (String signing :
                new String[] {"eth_sendTransaction", "eth_sign", "eth_signTransaction", "eth_signTypedData"})
            all.put(signing, p -> {
                throw new RpcError(
                        RpcError.SERVER, "this node holds no keys: sign in a wallet and use eth_sendRawTransaction");
            });
    }

    private static ObjectNode modules() {
        return Json.object()
                .put("eth", "1.0")
                .put("net", "1.0")
                .put("web3", "1.0")
                .put("txpool", "1.0")
                .put("debug", "1.0")
                .put("rpc", "1.0");
    }

    /// Gas is free, so every fee is nothing; how full blocks were is told as it was.
    private ObjectNode feeHistory(Parameters p) {
        long count = Math.min(p.count(0), BLOCKS_MAX);
        long newest = chain.height(p.find(1));
        if (newest > chain.head())
            throw new RpcError(
                    RpcError.SERVER, "request beyond head block: requested " + newest + ", head " + chain.head());
        long oldest = Math.max(0, newest - count + 1);
        int percentiles = p.find(2).map(node -> Math.min(node.size(), 100)).orElse(0);
        ObjectNode json = Json.object().put("oldestBlock", Hex.number(oldest));
        ArrayNode base = json.putArray("baseFeePerGas");
        ArrayNode ratios = json.putArray("gasUsedRatio");
        ArrayNode blobBase = json.putArray("baseFeePerBlobGas");
        ArrayNode blobRatios = json.putArray("blobGasUsedRatio");
        ArrayNode rewards = Json.array();
        for (long height = oldest; height <= newest && count > 0; height++) {
            base.add(FREE);
            blobBase.add("0x1");
            blobRatios.add(0);
            ratios.add(chain.block(height)
                    .map(block -> Math.min(1.0, (double) block.gas() / block.gasLimit()))
                    .orElse(0.0));
            ArrayNode row = rewards.addArray();
            for (int i = 0; i < percentiles; i++) row.add(FREE);
        }
        base.add(FREE);
        blobBase.add("0x1");
        if (percentiles > 0) json.set("reward", rewards);
        return json;
    }
}
