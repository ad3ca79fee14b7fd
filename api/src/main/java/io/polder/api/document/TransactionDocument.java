package io.polder.api.document;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.http.Json;
import io.polder.api.http.JsonCbor;
import io.polder.api.http.Schema;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Event;
import io.polder.protocol.Frame;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Outcome;
import io.polder.protocol.Receipt;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Bytes;

/// Transactions and what became of them as JSON shows them.
public final class TransactionDocument {
    private TransactionDocument() {}

    /// Who signed; a foreign envelope says it in its own way, so only its kind is named.
    static String sender(Transaction transaction) {
        return switch (transaction) {
            case Transaction.Cose cose -> cose.intent().sender().toString();
            case Transaction.DeviceFrame frame -> frame.frame().sender().toString();
            case Transaction.Ethereum e -> "evm";
            case Transaction.Fabric f -> "fabric";
        };
    }

    /// What was signed: sender, lane, window, and the call or the readings.
    public static ObjectNode transaction(Transaction transaction) {
        ObjectNode node = Json.object()
                .put("id", transaction.id().toHex())
                .put("envelope", transaction.envelope().text())
                .put("size", transaction.wire().size());
        switch (transaction) {
            case Transaction.Cose(var raw, var signed, Intent intent, var id) -> {
                head(node, intent.sender(), intent.lane(), intent.window());
                node.set("call", call(intent.call()));
            }
            case Transaction.DeviceFrame(var raw, var signed, Frame frame, var id) -> {
                head(node, frame.sender(), frame.lane(), frame.window());
                node.put("origin", frame.proxied() ? "proxied" : "frame");
                ArrayNode readings = node.putArray("readings");
                for (Bytes reading : frame.readings()) readings.add(ReadingDocument.signed(reading));
            }
            case Transaction.Ethereum e -> node.put("raw", JsonCbor.base64url(e.raw()));
            case Transaction.Fabric f -> node.put("raw", JsonCbor.base64url(f.raw()));
        }
        return node;
    }

    private static void head(ObjectNode node, Address sender, Lane lane, Window window) {
        node.put("sender", sender.toString());
        node.putObject("lane").put("number", lane.number()).put("sequence", lane.sequence());
        node.putObject("window").put("validFrom", window.validFrom()).put("expires", window.expires());
    }

    private static ObjectNode call(Call call) {
        ObjectNode node = Json.object().put("contract", call.contract());
        switch (call) {
            case Call.Deploy deploy -> {
                node.put("kind", "deploy").put("framework", deploy.framework());
                node.put("codeBytes", deploy.code().size());
                node.set("arguments", JsonCbor.toJson(deploy.arguments()));
            }
            case Call.Invoke invoke -> {
                node.put("kind", "invoke").put("method", invoke.method());
                node.set("arguments", JsonCbor.toJson(invoke.arguments()));
            }
            case Call.Endorsed endorsed -> {
                node.put("kind", "endorsed")
                        .put("readWriteSetBytes", endorsed.readWriteSet().size());
                node.put("endorsements", endorsed.endorsements().size());
            }
        }
        return node;
    }

    /// One word for how it ended.
    public static String word(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Succeeded s -> "succeeded";
            case Outcome.Reverted r -> "reverted";
            case Outcome.Exhausted e -> "exhausted";
            case Outcome.Stale s -> "stale";
            case Outcome.Refused r -> "refused";
            case Outcome.Deferred() -> "deferred";
        };
    }

    public static ObjectNode receipt(Receipt receipt) {
        ObjectNode node = Json.object().put("outcome", word(receipt.outcome()));
        switch (receipt.outcome()) {
            case Outcome.Succeeded(var result) -> node.set("result", JsonCbor.toJson(result));
            case Outcome.Reverted(String code, String detail, Bytes data) -> {
                node.put("code", code).put("detail", detail);
                if (!data.isEmpty()) node.put("data", JsonCbor.base64url(data));
            }
            case Outcome.Exhausted(long limit) -> node.put("limit", limit);
            case Outcome.Stale(String key) -> node.put("key", key);
            case Outcome.Refused(String code, String detail) ->
                node.put("code", code).put("detail", detail);
            case Outcome.Deferred() -> node.put("detail", "the block's budget was spent; it comes again");
        }
        node.put("gas", receipt.gas());
        ArrayNode events = node.putArray("events");
        for (Event event : receipt.events()) events.add(event(event));
        return node;
    }

    public static ObjectNode event(Event event) {
        ObjectNode node = Json.object().put("contract", event.contract()).put("topic", event.topic());
        node.set("data", JsonCbor.toJson(event.data()));
        return node;
    }

    public static Schema receiptSchema() {
        return Schema.object("what became of a transaction, the same at every city")
                .has(
                        "outcome",
                        Schema.oneOf(
                                "how it ended", "succeeded", "reverted", "exhausted", "stale", "refused", "deferred"))
                .may("result", Schema.item("what the contract returned"))
                .may("code", Schema.text("the contract's or the chain's code for its refusal"))
                .may("detail", Schema.text("the same for people"))
                .has("gas", Schema.integer("the gas that was spent"))
                .has(
                        "events",
                        Schema.list(
                                "what contracts announced",
                                Schema.object("an event")
                                        .has("contract", Schema.text("who announced it"))
                                        .has("topic", Schema.text("of what kind it is"))
                                        .has("data", Schema.item("what it says"))));
    }

    public static Schema transactionSchema() {
        return Schema.object("what was signed")
                .has("id", Schema.hash("the transaction's id"))
                .has("envelope", Schema.text("cose, frame, ethereum or fabric"))
                .has("size", Schema.integer("bytes on the wire"))
                .may("sender", Schema.text("who signed it"))
                .may("lane", Schema.object("the sender's lane and the sequence in it"))
                .may("window", Schema.object("validFrom and expires in epoch milliseconds"))
                .may("call", Schema.object("contract, method and arguments"))
                .may("origin", Schema.oneOf("whose word the readings are", "frame", "proxied"))
                .may("readings", Schema.list("of a frame", ReadingDocument.signedSchema()));
    }
}
