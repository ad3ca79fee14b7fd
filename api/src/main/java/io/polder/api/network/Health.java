package io.polder.api.network;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.http.Description;
import io.polder.api.http.Json;
import io.polder.api.http.Operation;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import io.polder.api.node.NodeStatus;
import io.polder.api.node.NodeStatus.Service;
import io.polder.api.node.NodeView;

/// Whether the node can be used now, for load balancers and supervisors.
public record Health(NodeView node, String path, String id) implements Operation {
    @Override
    public Description description() {
        Schema schema = Schema.object("health")
                .has("status", Schema.oneOf("whether the node can be used", "UP", "DOWN"))
                .has("services", services());
        return Description.get(path, id, "node")
                .says("Says whether this node serves and orders: 200 when it does, 503 when not.")
                .json("the node serves and orders", schema)
                .answers(503, "it does not", new Description.Form(Description.JSON, schema));
    }

    static Schema services() {
        Schema services = Schema.object("the two services of a city node");
        for (Service service : Service.values())
            services.has(service.text(), Schema.oneOf("the " + service.text(), "UP", "DOWN"));
        return services;
    }

    @Override
    public Reply handle(Request request) {
        NodeStatus status = node.status();
        boolean up = true;
        for (Service service : Service.values()) up &= status.up(service);
        ObjectNode body = Json.object().put("status", word(up));
        body.set("services", services(status));
        return Reply.json(up ? 200 : 503, body);
    }

    static ObjectNode services(NodeStatus status) {
        ObjectNode services = Json.object();
        for (Service service : Service.values()) services.put(service.text(), word(status.up(service)));
        return services;
    }

    private static String word(boolean up) {
        return up ? "UP" : "DOWN";
    }
}
