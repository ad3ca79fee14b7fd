package io.polder.api.chain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.document.TransactionDocument;
import io.polder.api.http.Description;
import io.polder.api.http.Fault;
import io.polder.api.http.Json;
import io.polder.api.http.Operation;
import io.polder.api.http.Parameter;
import io.polder.api.http.Problem;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import io.polder.api.node.Access;
import io.polder.api.node.ChainView;
import io.polder.chain.Settlement;
import io.polder.chain.Standing;
import io.polder.protocol.Block;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Hash;
import java.util.Map;
import java.util.Optional;

/// One transaction, where it stands, and what became of it.
public record ShowTransaction(Access access) implements Operation {
    @Override
    public Description description() {
        return Description.get("/v1/chains/{chain}/transactions/{id}", "transaction", "transactions")
                .says("Shows a transaction; as application/cbor its wire bytes.")
                .takes(Parameter.CHAIN, Parameter.path("id", Schema.hash("the transaction's id")))
                .answers(
                        200,
                        "the transaction",
                        new Description.Form(
                                Description.JSON,
                                Moment.schema().may("transaction", TransactionDocument.transactionSchema())),
                        new Description.Form(
                                Description.CBOR, Schema.binary(Description.CBOR, "envelope tag and raw bytes")))
                .fails(Fault.NOT_FOUND, Fault.BAD_REQUEST, Fault.UNKNOWN_CHAIN);
    }

    @Override
    public Reply handle(Request request) {
        ChainView chain = access.readable(request);
        Hash id = request.pathHash("id");
        return switch (chain.standing(id)) {
            case Standing.Unknown u ->
                throw new Problem(Fault.NOT_FOUND, "there is no transaction " + id + " on chain " + chain.name());
            case Standing.Pending p -> Reply.json(pending(id));
            case Standing.Settled(Settlement.Final done, boolean certified) ->
                settled(chain, done, certified, request.wantsCbor());
        };
    }

    private static ObjectNode pending(Hash id) {
        return Json.object()
                .put("id", id.toHex())
                .put("status", "pending")
                .put("final", false)
                .put("certified", false);
    }

    private static Reply settled(ChainView chain, Settlement.Final done, boolean certified, boolean cbor) {
        Optional<Block> block = chain.block(done.height());
        ObjectNode node = Moment.settled(done, certified);
        if (block.isEmpty()) return Reply.at(chain.height(), node);
        node.put("blockTime", block.get().header().time());
        Transaction transaction = block.get().entries().get(done.index()).transaction();
        if (cbor)
            return new Reply.Content(
                    200,
                    Description.CBOR,
                    transaction.wire(),
                    Map.of(Reply.HEIGHT_HEADER, Long.toString(done.height())));
        node.set("transaction", TransactionDocument.transaction(transaction));
        return Reply.at(chain.height(), node);
    }
}
