package io.polder.api.network;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.http.Description;
import io.polder.api.http.OpenApi;
import io.polder.api.http.Operation;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// The OpenAPI document of all operations of this node, this one included.
public final class GiveOpenApi implements Operation {
    private final ObjectNode document;

    public GiveOpenApi(String version, Collection<? extends Operation> others) {
        List<Operation> all = new ArrayList<>(others);
        all.add(this);
        this.document = OpenApi.document(version, all);
    }

    @Override
    public Description description() {
        return Description.get("/v1/openapi.json", "openapi", "node")
                .says("Gives this document.")
                .json("an OpenAPI 3.1 document", Schema.object("after the OpenAPI Specification 3.1"));
    }

    @Override
    public Reply handle(Request request) {
        return Reply.json(document);
    }
}
