package io.polder.api;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.polder.api.node.ChainView;
import io.polder.api.node.NodeStatus.ClusterState;
import io.polder.api.node.NodeStatus.Service;
import io.polder.api.node.NodeView;
import io.polder.protocol.Category;
import io.polder.protocol.ChainSpec;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/// How far the node's chains and clusters are, as gauges; of private ones anyone who reads the gauges learns nothing.
final class NodeMeters {
    private final NodeView node;
    private final MeterRegistry meters;
    private final Set<String> bound = new TreeSet<>();

    NodeMeters(NodeView node, MeterRegistry meters) {
        this.node = node;
        this.meters = meters;
        for (Service service : Service.values())
            Gauge.builder("polder.service.up", node, n -> n.status().up(service) ? 1 : 0)
                    .tag("service", service.text())
                    .register(meters);
        refresh();
    }

    /// Adds the chains and clusters that have come since.
    synchronized void refresh() {
        for (ChainView chain : node.chains()) {
            if (chain.spec().category() == Category.PRIVATE || !bound.add("chain " + chain.name())) continue;
            Gauge.builder("polder.chain.height", chain, ChainView::height)
                    .tag("chain", chain.name())
                    .register(meters);
            Gauge.builder("polder.chain.certified.height", chain, ChainView::certifiedHeight)
                    .tag("chain", chain.name())
                    .register(meters);
        }
        for (ClusterState cluster : node.status().clusters()) {
            if (ChainSpec.owner(cluster.cluster()).isPresent() || !bound.add("cluster " + cluster.cluster())) continue;
            cluster("polder.outbox.transactions", cluster.cluster(), ClusterState::outbox);
            cluster("polder.cluster.epoch", cluster.cluster(), ClusterState::epoch);
            cluster("polder.cluster.round", cluster.cluster(), c -> c.rounds().round());
            cluster(
                    "polder.cluster.certified.round",
                    cluster.cluster(),
                    c -> c.rounds().certified());
        }
    }

    private void cluster(String name, String cluster, ToDoubleFunction<ClusterState> value) {
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
