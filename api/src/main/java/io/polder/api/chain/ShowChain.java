package io.polder.api.chain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.document.BlockDocument;
import io.polder.api.http.Description;
import io.polder.api.http.Fault;
import io.polder.api.http.Json;
import io.polder.api.http.Operation;
import io.polder.api.http.Parameter;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import io.polder.api.node.Access;
import io.polder.api.node.ChainView;

/// One chain: what it takes and how far it is.
public record ShowChain(Access access) implements Operation {
    @Override
    public Description description() {
        return Description.get("/v1/chains/{chain}", "chain", "chains")
                .says("Shows a chain: category, cluster, envelopes, newest block.")
                .takes(Parameter.CHAIN)
                .json("the chain", schema())
                .fails(Fault.UNKNOWN_CHAIN);
    }

    static Schema schema() {
        return Schema.object("a chain")
                .has("chain", Schema.text("its name"))
                .has("category", Schema.oneOf("who may take part", "authority", "public", "consortium", "private"))
                .has("cluster", Schema.text("the order cluster that orders it"))
                .has("envelopes", Schema.list("the forms of transactions it takes", Schema.text("a form")))
                .has("height", Schema.integer("the newest final height, -1 before the first block"))
                .has("certified", Schema.integer("the newest certified height, -1 when there is none"))
                .may("head", BlockDocument.headerSchema());
    }

    @Override
    public Reply handle(Request request) {
        ChainView chain = access.chain(request);
        return Reply.at(chain.height(), document(chain));
    }

    static ObjectNode document(ChainView chain) {
        ObjectNode node = Json.object()
                .put("chain", chain.name())
                .put("category", chain.spec().category().text())
                .put("cluster", chain.spec().cluster());
        ArrayNode envelopes = node.putArray("envelopes");
        chain.spec().envelopes().forEach(envelope -> envelopes.add(envelope.text()));
        node.put("height", chain.height()).put("certified", chain.certifiedHeight());
        chain.head().ifPresent(head -> node.set("head", BlockDocument.header(head, chain.certifiedHeight())));
        return node;
    }
}
