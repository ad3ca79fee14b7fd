package io.polder.api.chain;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.api.http.Description;
import io.polder.api.http.Description.Form;
import io.polder.api.http.Fault;
import io.polder.api.http.Json;
import io.polder.api.http.JsonCbor;
import io.polder.api.http.Operation;
import io.polder.api.http.Parameter;
import io.polder.api.http.Problem;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import io.polder.api.node.Access;
import io.polder.api.node.ChainView;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Malformed;

/// The one way in for writes: a transaction that its sender has signed.
public record SubmitTransaction(Access access) implements Operation {
    @Override
    public Description description() {
        return Description.post("/v1/chains/{chain}/transactions", "submit", "transactions")
                .says("Submits a signed transaction: 202 when it is kept, 200 when the moment waited for has come.")
                .takes(Parameter.CHAIN)
                .takes(Moment.parameters())
                .body(Description.CBOR, Schema.binary(Description.CBOR, "the wire bytes: envelope tag and raw bytes"))
                .body(
                        Description.JSON,
                        Schema.object("the same in JSON").has("wire", Schema.base64url("the wire bytes")))
                .answers(200, "the moment has come", new Form(Description.JSON, Moment.schema()))
                .answers(202, "kept through a power cut, not there yet", new Form(Description.JSON, Moment.schema()))
                .fails(Fault.MALFORMED, Fault.BAD_REQUEST, Fault.UNSUPPORTED_TYPE, Fault.TOO_LARGE)
                .fails(Fault.UNKNOWN_CHAIN, Fault.ENVELOPE_NOT_ENABLED)
                .fails(Fault.BAD_SIGNATURE, Fault.UNKNOWN_SENDER, Fault.UNKNOWN_KEY, Fault.SUSPENDED)
                .fails(Fault.MAY_NOT_DEPLOY, Fault.MAY_NOT_TRANSACT)
                .fails(Fault.NOT_PERMITTED, Fault.BAD_WINDOW, Fault.NOT_YET_VALID, Fault.EXPIRED)
                .fails(Fault.REPLAYED, Fault.OVERTAKEN, Fault.OVER_QUOTA, Fault.BUSY, Fault.NOT_SERVING);
    }

    @Override
    public Reply handle(Request request) {
        Moment moment = Moment.of(request);
        Bytes wire = wire(request);
        long max = access.node().genesis().limits().transactionBytes();
        if (wire.size() > max)
            throw Problem.expected(
                    Fault.TOO_LARGE, "the transaction", "at most " + max + " bytes", wire.size() + " bytes");
        Transaction transaction = decode(wire);
        ChainView chain = access.chain(request, transaction);
        access.submits(request, chain, transaction);
        return moment.reply(chain, chain.submit(transaction));
    }

    private static Transaction decode(Bytes wire) {
        try {
            return Transaction.decode(wire);
        } catch (Malformed e) {
            throw new Problem(Fault.MALFORMED, e.getMessage());
        }
    }

    private static Bytes wire(Request request) {
        return switch (request.contentType()) {
            case Description.CBOR -> request.body();
            case Description.JSON -> {
                JsonNode wire = Json.parse(request.body()).path("wire");
                if (!wire.isTextual()) throw Request.bad("wire", "base64url without padding", wire.toString());
                yield JsonCbor.ofBase64url(wire.textValue());
            }
            default ->
                throw Problem.expected(
                        Fault.UNSUPPORTED_TYPE,
                        "Content-Type",
                        Description.CBOR + " or " + Description.JSON,
                        "\"" + request.contentType() + "\"");
        };
    }
}
