package io.polder.api.chain;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.http.Description;
import io.polder.api.http.Description.Form;
import io.polder.api.http.Fault;
import io.polder.api.http.Json;
import io.polder.api.http.JsonCbor;
import io.polder.api.http.Problem;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import io.polder.chain.Proving;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.proof.Proof;

/// How proofs are answered: the bytes as CBOR, or the same in JSON.
final class Proofs {
    private Proofs() {}

    static Description describe(Description description) {
        Schema json = Schema.object("a proof")
                .has("proof", Schema.base64url("the proof, byte for byte: docs/spec/proof.md"))
                .has("item", Schema.item("the same proof, readable"))
                .has("height", Schema.integer("the height of the block that holds the subject"))
                .has("epoch", Schema.integer("whose roster it is checked with"))
                .has("signatures", Schema.integer("how many cities signed"));
        return description
                .answers(
                        200,
                        "the proof",
                        new Form(Description.JSON, json),
                        new Form(Description.CBOR, Schema.binary(Description.CBOR, "docs/spec/proof.md")))
                .fails(Fault.NOT_CERTIFIED, Fault.NOT_FOUND, Fault.BAD_REQUEST, Fault.UNKNOWN_CHAIN);
    }

    static Reply reply(Request request, Proving proving) {
        return switch (proving) {
            case Proving.Proven(Proof proof) -> request.wantsCbor() ? Reply.cbor(proof.encode()) : json(proof);
            case Proving.NotYet(long height, long certified) ->
                throw new Problem(
                                Fault.NOT_CERTIFIED,
                                "it is in block " + height + ", and certified are the blocks up to " + certified)
                        .with("height", height)
                        .with("certified", certified);
            case Proving.Unknown(String what) -> throw new Problem(Fault.NOT_FOUND, what);
        };
    }

    private static Reply json(Proof proof) {
        Bytes bytes = proof.encode();
        ObjectNode node = Json.object().put("proof", JsonCbor.base64url(bytes));
        node.put("height", proof.header().height())
                .put("epoch", proof.record().epoch())
                .put("signatures", proof.certificate().signatures().size());
        node.set("item", JsonCbor.toJson(Cbor.decode(bytes)));
        return Reply.json(node);
    }
}
