package io.polder.api.document;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.http.Json;
import io.polder.api.http.Schema;
import io.polder.protocol.Block;
import io.polder.protocol.Entry;
import io.polder.protocol.Header;
import java.util.function.Predicate;

/// Blocks and headers as JSON shows them.
public final class BlockDocument {
    private BlockDocument() {}

    public static ObjectNode header(Header header, long certifiedHeight) {
        return Json.object()
                .put("height", header.height())
                .put("hash", header.hash().toHex())
                .put("round", header.round())
                .put("time", header.time())
                .put("final", true)
                .put("certified", header.height() <= certifiedHeight)
                .put("parent", header.parent().toHex())
                .put("entriesRoot", header.entriesRoot().toHex())
                .put("stateRoot", header.stateRoot().toHex())
                .put("historyRoot", header.historyRoot().toHex())
                .put("gas", header.gas())
                .put("protocol", header.rules().protocol())
                .put("authorityHeight", header.rules().authorityHeight());
    }

    public static Schema headerSchema() {
        return Schema.object("a block's header")
                .has("height", Schema.integer("its place in the chain, from 0"))
                .has("hash", Schema.hash("the SHA-256 of the header"))
                .has("round", Schema.integer("the round of consensus it was made from"))
                .has("time", Schema.integer("the block's time in epoch milliseconds"))
                .has("final", Schema.bool("executed, stored and fsynced at this node: always true for a block"))
                .has("certified", Schema.bool("signed for by more than two thirds of the roster"))
                .has("parent", Schema.hash("the hash of the header before"))
                .has("entriesRoot", Schema.hash("the Merkle root of transactions and receipts"))
                .has("stateRoot", Schema.hash("the root of the state after the block"))
                .has("historyRoot", Schema.hash("the Merkle root of all headers before"))
                .has("gas", Schema.integer("the gas that was spent"))
                .has("protocol", Schema.integer("the version of the rules"))
                .has("authorityHeight", Schema.integer("the authority height that the block saw"));
    }

    /// The header and one line for each transaction; of one that is not told, that it is there.
    public static ObjectNode block(Block block, long certifiedHeight, Predicate<Entry> told) {
        ObjectNode node = header(block.header(), certifiedHeight);
        node.put("size", block.encode().size());
        ArrayNode transactions = node.putArray("transactions");
        for (Entry entry : block.entries())
            if (!told.test(entry))
                transactions
                        .addObject()
                        .put("id", entry.transaction().id().toHex())
                        .put("withheld", true);
            else
                transactions
                        .addObject()
                        .put("id", entry.transaction().id().toHex())
                        .put("envelope", entry.transaction().envelope().text())
                        .put("sender", TransactionDocument.sender(entry.transaction()))
                        .put("outcome", TransactionDocument.word(entry.receipt().outcome()))
                        .put("events", entry.receipt().events().size());
        return node;
    }

    public static Schema blockSchema() {
        return headerSchema()
                .has("size", Schema.integer("the block's bytes"))
                .has(
                        "transactions",
                        Schema.list(
                                "in their order",
                                Schema.object("one transaction")
                                        .has("id", Schema.hash("its id"))
                                        .may("envelope", Schema.text("its envelope"))
                                        .may("sender", Schema.text("who signed it, such as thing:DEHH008"))
                                        .may("outcome", Schema.text("how it ended, such as succeeded"))
                                        .may("events", Schema.integer("how many events it emitted"))
                                        .may("withheld", Schema.bool("true for what only others may read"))));
    }
}
