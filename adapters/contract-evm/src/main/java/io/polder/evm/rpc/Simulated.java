package io.polder.evm.rpc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.evm.ledger.LogBook;
import io.polder.evm.rpc.StateMethods.Result;
import io.polder.evm.state.LogEntry;
import io.polder.evm.word.Keccak;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.nio.ByteBuffer;
import java.util.List;

/// A block that will never be, as `eth_simulateV1` shows it. Its hash and those of its transactions are made up of its
/// number and place, and mean nothing.
final class Simulated {
    private Simulated() {}

    static ObjectNode block(BlockView base, long[] place, String parent, List<Cbor> results) {
        ObjectNode json = Documents.block(base, false);
        Bytes hash = madeUp(place[0], -1);
        json.put("number", Hex.number(place[0]))
                .put("timestamp", Hex.number(place[1]))
                .put("hash", Hex.data(hash))
                .put("parentHash", parent);
        ArrayNode transactions = json.putArray("transactions");
        ArrayNode calls = json.putArray("calls");
        TransactionView.BlockHead head = new TransactionView.BlockHead(place[0], hash, place[1] * 1_000);
        long gas = 0;
        int logs = 0;
        for (int i = 0; i < results.size(); i++) {
            Result result = Result.of(results.get(i));
            gas += result.gas();
            Bytes transaction = madeUp(place[0], i);
            transactions.add(Hex.data(transaction));
            ObjectNode call = calls.addObject()
                    .put("returnData", Hex.data(result.output()))
                    .put("gasUsed", Hex.number(result.gas()))
                    .put("maxUsedGas", Hex.number(result.gas()))
                    .put("status", result.succeeded() ? "0x1" : "0x0");
            ArrayNode own = call.putArray("logs");
            for (LogEntry log : LogBook.of(result.logs()))
                own.add(Documents.log(new BlockView.LogView(log, head, transaction, i, logs++)));
            if (!result.succeeded()) call.set("error", result.error().toJson());
        }
        return json.put("gasUsed", Hex.number(gas));
    }

    private static Bytes madeUp(long number, int index) {
        return Bytes.wrap(Keccak.hash(
                ByteBuffer.allocate(12).putLong(number).putInt(index).array()));
    }
}
