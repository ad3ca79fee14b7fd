package io.polder.evm.rpc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.http.Json;
import io.polder.evm.rlp.Rlp;
import io.polder.evm.state.LogEntry;
import io.polder.evm.transaction.AccessEntry;
import io.polder.evm.transaction.Authorization;
import io.polder.evm.transaction.EthereumTransaction;
import io.polder.evm.transaction.EthereumTransaction.Legacy;
import io.polder.evm.transaction.EthereumTransaction.Payload;
import io.polder.evm.transaction.Signature;
import io.polder.evm.word.Address;
import io.polder.evm.word.Keccak;
import io.polder.evm.word.Word;
import io.polder.protocol.Header;
import io.polder.protocol.Outcome;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.util.List;
import java.util.Optional;

/// Blocks, transactions, receipts and logs as JSON in the form of ethereum/execution-apis.
final class Documents {
    private static final String ZERO_HASH = "0x" + "0".repeat(64);
    private static final String ZERO_ADDRESS = "0x" + "0".repeat(40);
    private static final String NO_UNCLES = Hex.data(Keccak.hash(Rlp.list()));
    private static final String EMPTY_TRIE = Hex.data(Keccak.hash(Rlp.string()));
    private static final long MS_PER_S = 1_000;
    /// Bytes of an Ethereum header, about: the size of a block is what its transactions take and this.
    private static final int HEADER_BYTES = 600;

    private Documents() {}

    static ObjectNode header(BlockView block) {
        Header header = block.header();
        List<LogEntry> logs = block.logs().stream().map(BlockView.LogView::log).toList();
        ObjectNode json = Json.object()
                .put("number", Hex.number(header.height()))
                .put("hash", Hex.data(header.hash()))
                .put("parentHash", Hex.data(header.parent()))
                .put("nonce", "0x0000000000000000")
                .put("sha3Uncles", NO_UNCLES)
                .put("logsBloom", Hex.data(Bloom.of(logs)))
                .put("transactionsRoot", Hex.data(header.entriesRoot()))
                .put("stateRoot", Hex.data(header.stateRoot()))
                .put("receiptsRoot", Hex.data(header.entriesRoot()));
        json.put("miner", ZERO_ADDRESS)
                .put("difficulty", "0x0")
                .put("totalDifficulty", "0x0")
                .put("extraData", "0x")
                .put("gasLimit", Hex.number(block.gasLimit()))
                .put("gasUsed", Hex.number(block.gas()))
                .put("timestamp", Hex.number(header.time() / MS_PER_S))
                .put("mixHash", Hex.data(header.parent()))
                .put("baseFeePerGas", "0x0");
        return json.put("withdrawalsRoot", EMPTY_TRIE)
                .put("blobGasUsed", "0x0")
                .put("excessBlobGas", "0x0")
                .put("parentBeaconBlockRoot", ZERO_HASH)
                .put("requestsHash", ZERO_HASH);
    }

    static ObjectNode block(BlockView block, boolean full) {
        ObjectNode json = header(block);
        json.put("size", Hex.number(HEADER_BYTES + block.size()));
        ArrayNode transactions = json.putArray("transactions");
        for (TransactionView each : block.transactions()) {
            if (full) transactions.add(transaction(each));
            else transactions.add(Hex.data(each.hash()));
        }
        json.putArray("uncles");
        json.putArray("withdrawals");
        return json;
    }

    static ObjectNode transaction(TransactionView view) {
        return transaction(view.transaction(), view.hash(), view.sender(), Optional.of(view.place()));
    }

    /// One that is in no block has no place.
    static ObjectNode transaction(
            EthereumTransaction transaction, Bytes hash, Address sender, Optional<TransactionView.Place> place) {
        Payload payload = transaction.payload();
        ObjectNode json = Json.object();
        json.put("blockHash", place.map(p -> Hex.data(p.block().hash())).orElse(null));
        json.put("blockNumber", place.map(p -> Hex.number(p.block().height())).orElse(null));
        json.put(
                "blockTimestamp",
                place.map(p -> Hex.number(p.block().time() / MS_PER_S)).orElse(null));
        json.put("transactionIndex", place.map(p -> Hex.number(p.index())).orElse(null));
        json.put("from", sender.toString())
                .put("gas", Hex.number(payload.gasLimit()))
                .put("gasPrice", transaction.type() < 2 ? Hex.number(transaction.maxFee()) : "0x0")
                .put("hash", Hex.data(hash))
                .put("input", Hex.data(payload.data()))
                .put("nonce", Hex.number(payload.nonce()))
                .put("to", payload.to().map(Address::toString).orElse(null))
                .put("value", Hex.number(payload.value()))
                .put("type", Hex.number(transaction.type()));
        transaction.chainId().ifPresent(id -> json.put("chainId", Hex.number(id)));
        if (transaction.type() >= 1) json.set("accessList", accessList(transaction.accessList()));
        if (transaction.type() >= 2)
            json.put("maxFeePerGas", Hex.number(transaction.maxFee()))
                    .put("maxPriorityFeePerGas", Hex.number(transaction.maxPriorityFee()));
        if (transaction.type() == 4) json.set("authorizationList", authorizations(transaction.authorizations()));
        sign(json, transaction);
        return json;
    }

    private static void sign(ObjectNode json, EthereumTransaction transaction) {
        Signature signature = transaction.signature();
        Word v = Word.of(signature.parity());
        if (transaction instanceof Legacy legacy) {
            Word base =
                    legacy.chainId().map(id -> id.plus(id).plus(Word.of(35))).orElse(Word.of(27));
            v = v.plus(base);
        } else json.put("yParity", Hex.number(signature.parity()));
        json.put("v", Hex.number(v)).put("r", Hex.number(signature.r())).put("s", Hex.number(signature.s()));
    }

    static ArrayNode accessList(List<AccessEntry> entries) {
        ArrayNode list = Json.array();
        for (AccessEntry entry : entries) {
            ObjectNode each = list.addObject().put("address", entry.address().toString());
            ArrayNode keys = each.putArray("storageKeys");
            entry.keys().forEach(key -> keys.add(Hex.data(key)));
        }
        return list;
    }

    private static ArrayNode authorizations(List<Authorization> authorizations) {
        ArrayNode list = Json.array();
        for (Authorization each : authorizations)
            list.addObject()
                    .put("chainId", Hex.number(each.chainId()))
                    .put("address", each.delegate().toString())
                    .put("nonce", Hex.number(each.nonce()))
                    .put("yParity", Hex.number(each.signature().parity()))
                    .put("r", Hex.number(each.signature().r()))
                    .put("s", Hex.number(each.signature().s()));
        return list;
    }

    static ObjectNode receipt(TransactionView view) {
        TransactionView.Place place = view.place();
        boolean succeeded = view.receipt().outcome().succeeded();
        ObjectNode json = Json.object()
                .put("transactionHash", Hex.data(view.hash()))
                .put("transactionIndex", Hex.number(place.index()))
                .put("blockHash", Hex.data(place.block().hash()))
                .put("blockNumber", Hex.number(place.block().height()))
                .put("from", view.sender().toString())
                .put(
                        "to",
                        view.transaction().payload().to().map(Address::toString).orElse(null));
        json.put("cumulativeGasUsed", Hex.number(place.cumulativeGas()))
                .put("gasUsed", Hex.number(view.receipt().gas()))
                .put("effectiveGasPrice", "0x0")
                .put("contractAddress", created(view.receipt().outcome()).orElse(null))
                .put("logsBloom", Hex.data(Bloom.of(place.logs())))
                .put("status", succeeded ? "0x1" : "0x0")
                .put("type", Hex.number(view.transaction().type()));
        ArrayNode logs = json.putArray("logs");
        int number = place.firstLog();
        for (LogEntry log : place.logs())
            logs.add(log(new BlockView.LogView(log, place.block(), view.hash(), place.index(), number++)));
        // Ours beside Ethereum's: the id by which proofs and other doors know it, and why it failed.
        json.put("polderId", Hex.data(view.receipt().transaction()));
        if (view.receipt().outcome() instanceof Outcome.Reverted reverted)
            json.put("revertReason", reverted.code() + ": " + reverted.detail());
        return json;
    }

    private static Optional<String> created(Outcome outcome) {
        return outcome instanceof Outcome.Succeeded(Cbor.Binary(Bytes address))
                ? Optional.of(Hex.data(address))
                : Optional.empty();
    }

    static ObjectNode log(BlockView.LogView view) {
        ObjectNode json = Json.object().put("address", view.log().address().toString());
        ArrayNode topics = json.putArray("topics");
        view.log().topics().forEach(topic -> topics.add(Hex.data(topic)));
        return json.put("data", Hex.data(view.log().data()))
                .put("blockNumber", Hex.number(view.block().height()))
                .put("blockHash", Hex.data(view.block().hash()))
                .put("blockTimestamp", Hex.number(view.block().time() / MS_PER_S))
                .put("transactionHash", Hex.data(view.transaction()))
                .put("transactionIndex", Hex.number(view.index()))
                .put("logIndex", Hex.number(view.number()))
                .put("removed", false);
    }
}
