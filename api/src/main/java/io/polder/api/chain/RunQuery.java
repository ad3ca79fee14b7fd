package io.polder.api.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.document.Answers;
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
import io.polder.api.node.ChainView.Question;
import io.polder.chain.Answer;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.util.List;

/// Runs a method of a contract without changing anything.
public record RunQuery(Access access) implements Operation {
    private static final int FIELDS = 3;

    @Override
    public Description description() {
        Schema question = Schema.object("what to run")
                .has("contract", Schema.text("the contract"))
                .has("method", Schema.text("the method"))
                .may("arguments", Schema.item("what it is given, null when left out"));
        Schema answer = Schema.object("what it returned")
                .has("height", Schema.integer("the block after which the state was read"))
                .has("result", Schema.item("the result"));
        return Description.post("/v1/chains/{chain}/query", "query", "contracts")
                .says("Runs a contract's method on the state after a block, without changing it.")
                .takes(
                        Parameter.CHAIN,
                        Parameter.query("as-of", Schema.integer("read exactly the state after this block")),
                        Parameter.atLeast())
                .body(Description.JSON, question)
                .body(Description.CBOR, Schema.binary(Description.CBOR, "[contract, method, arguments]"))
                .answers(
                        200,
                        "the result",
                        new Form(Description.JSON, answer),
                        new Form(Description.CBOR, Schema.binary(Description.CBOR, "the result alone")))
                .fails(Fault.REVERTED, Fault.NOT_FOUND, Fault.BAD_REQUEST, Fault.UNSUPPORTED_TYPE)
                .fails(Fault.BEHIND, Fault.PRUNED, Fault.UNKNOWN_CHAIN);
    }

    @Override
    public Reply handle(Request request) {
        ChainView chain = access.readable(request);
        Question question = question(request);
        access.asks(request, chain, question.contract(), question.method(), question.arguments());
        Answer.Found found = Answers.found(chain.query(question));
        if (request.wantsCbor())
            return Reply.cborAt(found.height(), found.result().encode());
        ObjectNode body = Json.object().put("height", found.height());
        body.set("result", JsonCbor.toJson(found.result()));
        return Reply.at(found.height(), body);
    }

    private static Question question(Request request) {
        return switch (request.contentType()) {
            case Description.CBOR -> {
                List<Cbor> items = Cbor.decode(request.body()).asArray(FIELDS);
                yield question(items.get(0).asText(), items.get(1).asText(), items.get(2), request);
            }
            case Description.JSON -> {
                JsonNode body = Json.parse(request.body());
                if (!body.isObject())
                    throw Request.bad(
                            "the body", "an object", body.getNodeType().name());
                body.fieldNames().forEachRemaining(RunQuery::known);
                Cbor arguments = body.has("arguments") ? arguments(body.get("arguments")) : Cbor.NULL;
                yield question(text(body, "contract"), text(body, "method"), arguments, request);
            }
            default ->
                throw Problem.expected(
                        Fault.UNSUPPORTED_TYPE,
                        "Content-Type",
                        Description.JSON + " or " + Description.CBOR,
                        "\"" + request.contentType() + "\"");
        };
    }

    private static Question question(String contract, String method, Cbor arguments, Request request) {
        return new Question(contract, method, arguments, request.atLeast(), request.queryInteger("as-of"));
    }

    private static Cbor arguments(JsonNode node) {
        try {
            return JsonCbor.toCbor(node);
        } catch (Malformed e) {
            throw new Problem(Fault.BAD_REQUEST, "arguments: " + e.getMessage());
        }
    }

    private static void known(String name) {
        if (!List.of("contract", "method", "arguments").contains(name))
            throw Request.bad("the body", "contract, method and arguments", name);
    }

    private static String text(JsonNode body, String name) {
        JsonNode value = body.path(name);
        if (!value.isTextual() || value.textValue().isEmpty()) throw Request.bad(name, "a name", value.toString());
        return value.textValue();
    }
}
