package io.polder.api.node;

import java.util.List;
import java.util.Map;

/// How a city node is at this moment.
public record NodeStatus(String node, String city, String version, long startedAt, List<ClusterState> clusters) {
    public NodeStatus {
        clusters = List.copyOf(clusters);
    }

    /// The two services that every city node offers: SYS-01.
    public enum Service {
        BLOCKCHAIN_ENVIRONMENT("blockchainEnvironment"),
        ORDER_CLUSTER("orderCluster");

        private final String text;

        Service(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /// One order cluster as this node sees it. The engine's status is its name in upper case; rounds are -1 before the
    /// first; the outbox counts transactions that wait for their block.
    public record ClusterState(
            String cluster, long epoch, Engine engine, Rounds rounds, int outbox, List<PeerState> peers) {
        public ClusterState {
            peers = List.copyOf(peers);
        }
    }

    /// The consensus engine: its name and status, how many of its members may lie and how many may be silent.
    public record Engine(String name, String status, int members, int byzantine, int crashed) {
        public boolean orders() {
            return status.equals("ACTIVE");
        }

        /// True when the node's own state can be read: it has not failed and not stopped.
        public boolean serves() {
            return !status.equals("FAILED") && !status.equals("STOPPED") && !status.equals("STARTING");
        }
    }

    /// The newest round and the newest certified one, and each chain's height.
    public record Rounds(long round, long certified, Map<String, Long> heights) {}

    /// Another city of the cluster, and the newest round for which its signature was heard; -1 when none was.
    public record PeerState(String node, String city, long signedRound) {}

    /// True when the network's first cluster, which comes first, offers the service; a further one that fails or waits
    /// for its cities shows in the list and takes nothing from the others.
    public boolean up(Service service) {
        return clusters.stream()
                .limit(1)
                .anyMatch(c -> service == Service.ORDER_CLUSTER
                        ? c.engine().orders()
                        : c.engine().serves());
    }
}
