package io.polder.api.network;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.http.Description;
import io.polder.api.http.Json;
import io.polder.api.http.Operation;
import io.polder.api.http.Reply;
import io.polder.api.http.Request;
import io.polder.api.http.Schema;
import io.polder.api.node.Access;
import io.polder.api.node.ChainView;
import io.polder.api.node.NodeStatus;
import io.polder.api.node.NodeStatus.ClusterState;
import io.polder.api.node.NodeStatus.PeerState;
import io.polder.api.node.NodeView;
import io.polder.protocol.Category;
import java.time.Clock;

/// This node: its city, its services, its clusters and how far its chains are.
public record ShowStatus(NodeView node, Access access, Clock clock) implements Operation {
    @Override
    public Description description() {
        return Description.get("/v1/status", "status", "node")
                .says("Shows this node: city, services, clusters, heights, peers.")
                .json("the node's status", schema());
    }

    private static Schema schema() {
        Schema peer = Schema.object("another city of the cluster")
                .has("node", Schema.text("its name"))
                .has("city", Schema.text("where it stands"))
                .has("signedRound", Schema.integer("the newest round for which its signature was heard, -1 when none"));
        Schema cluster = Schema.object("an order cluster")
                .has("cluster", Schema.text("its name"))
                .has("epoch", Schema.integer("the span in which its roster is fixed"))
                .has("engine", Schema.object("name, status and fault bound of the consensus engine"))
                .has("round", Schema.integer("the newest round, -1 before the first"))
                .has("certifiedRound", Schema.integer("the newest certified round, -1 before the first"))
                .has("outbox", Schema.integer("transactions that wait for their block"))
                .has("peers", Schema.list("the other cities", peer));
        Schema chain = Schema.object("a chain")
                .has("chain", Schema.text("its name"))
                .has("height", Schema.integer("the newest final height, -1 before the first block"))
                .has("certified", Schema.integer("the newest certified height, -1 when there is none"));
        return Schema.object("a city node")
                .has("node", Schema.text("its name"))
                .has("city", Schema.text("the city it stands in"))
                .has("version", Schema.text("the version of its software"))
                .has("network", Schema.text("the network's name"))
                .has("fingerprint", Schema.hash("the network's fingerprint"))
                .has("time", Schema.integer("the node's clock in epoch milliseconds"))
                .has("startedAt", Schema.integer("when it was started"))
                .has("services", Health.services())
                .has("clusters", Schema.list("its clusters", cluster))
                .has("chains", Schema.list("its chains", chain));
    }

    @Override
    public Reply handle(Request request) {
        NodeStatus status = node.status();
        ObjectNode body = Json.object()
                .put("node", status.node())
                .put("city", status.city())
                .put("version", status.version())
                .put("network", node.genesis().name())
                .put("fingerprint", node.genesis().id().toHex())
                .put("time", clock.millis())
                .put("startedAt", status.startedAt());
        body.set("services", Health.services(status));
        ArrayNode clusters = body.putArray("clusters");
        for (ClusterState cluster : status.clusters())
            if (access.isOperator(request) || !hidden(cluster)) clusters.add(cluster(cluster));
        ArrayNode chains = body.putArray("chains");
        for (ChainView chain : node.chains())
            if (chain.spec().category() != Category.PRIVATE)
                chains.addObject()
                        .put("chain", chain.name())
                        .put("height", chain.height())
                        .put("certified", chain.certifiedHeight());
        return Reply.json(body);
    }

    /// A private chain's own cluster bears its name.
    private boolean hidden(ClusterState cluster) {
        return node.chains().stream()
                .map(ChainView::spec)
                .anyMatch(spec -> spec.name().equals(cluster.cluster()) && spec.category() == Category.PRIVATE);
    }

    private static ObjectNode cluster(ClusterState cluster) {
        ObjectNode node = Json.object().put("cluster", cluster.cluster()).put("epoch", cluster.epoch());
        node.putObject("engine")
                .put("name", cluster.engine().name())
                .put("status", cluster.engine().status())
                .put("members", cluster.engine().members())
                .put("byzantineFaults", cluster.engine().byzantine())
                .put("crashFaults", cluster.engine().crashed());
        node.put("round", cluster.rounds().round())
                .put("certifiedRound", cluster.rounds().certified())
                .put("outbox", cluster.outbox());
        ArrayNode peers = node.putArray("peers");
        for (PeerState peer : cluster.peers())
            peers.addObject().put("node", peer.node()).put("city", peer.city()).put("signedRound", peer.signedRound());
        return node;
    }
}
