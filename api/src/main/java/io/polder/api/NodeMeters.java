package io.polder.api;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.polder.api.node.ChainView;
import io.polder.api.node.NodeStatus.ClusterState;
import io.polder.api.node.NodeStatus.Service;
import io.polder.api.node.NodeView;
import io.polder.protocol.Category;
import java.util.function.ToDoubleFunction;

/// How far the node's chains and clusters are, as gauges.
final class NodeMeters {
    private NodeMeters() {}

    static void bind(NodeView node, MeterRegistry meters) {
        for (ChainView chain : node.chains()) {
            if (chain.spec().category() == Category.PRIVATE) continue;
            Gauge.builder("polder.chain.height", chain, ChainView::height)
                    .tag("chain", chain.name())
                    .register(meters);
            Gauge.builder("polder.chain.certified.height", chain, ChainView::certifiedHeight)
                    .tag("chain", chain.name())
                    .register(meters);
        }
        for (ClusterState cluster : node.status().clusters()) {
            cluster(node, meters, "polder.outbox.transactions", cluster.cluster(), ClusterState::outbox);
            cluster(node, meters, "polder.cluster.epoch", cluster.cluster(), ClusterState::epoch);
            cluster(
                    node,
                    meters,
                    "polder.cluster.round",
                    cluster.cluster(),
                    c -> c.rounds().round());
            cluster(
                    node,
                    meters,
                    "polder.cluster.certified.round",
                    cluster.cluster(),
                    c -> c.rounds().certified());
        }
        for (Service service : Service.values())
            Gauge.builder("polder.service.up", node, n -> n.status().up(service) ? 1 : 0)
                    .tag("service", service.text())
                    .register(meters);
    }

    private static void cluster(
            NodeView node, MeterRegistry meters, String name, String cluster, ToDoubleFunction<ClusterState> value) {
        Gauge.builder(
                        name,
                        node,
                        n -> n.status().clusters().stream()
                                .filter(c -> c.cluster().equals(cluster))
                                .findFirst()
                                .map(value::applyAsDouble)
                                .orElse(Double.NaN))
                .tag("cluster", cluster)
                .register(meters);
    }
}
