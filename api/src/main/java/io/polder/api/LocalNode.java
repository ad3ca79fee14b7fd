package io.polder.api;

import io.polder.api.node.ChainView;
import io.polder.api.node.NodeStatus;
import io.polder.api.node.NodeStatus.ClusterState;
import io.polder.api.node.NodeStatus.Engine;
import io.polder.api.node.NodeStatus.PeerState;
import io.polder.api.node.NodeStatus.Rounds;
import io.polder.api.node.NodeView;
import io.polder.chain.Chains;
import io.polder.chain.ClusterStatus;
import io.polder.chain.attempt.Attempts;
import io.polder.consensus.FaultBound;
import io.polder.protocol.Address;
import io.polder.protocol.Genesis;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The node of this process: its chains, who it is, and what it knows of the other cities of a cluster.
public final class LocalNode implements NodeView {
    private final Chains chains;
    private final Identity identity;
    private final Function<ClusterStatus, List<PeerState>> peers;

    /// The node's name, the city it stands in, the version of its software, and when it was started.
    public record Identity(String node, String city, String version, long startedAt) {}

    /// @param peers the other cities of a cluster, by how the cluster is doing
    public LocalNode(Chains chains, Identity identity, Function<ClusterStatus, List<PeerState>> peers) {
        this.chains = chains;
        this.identity = identity;
        this.peers = peers;
    }

    @Override
    public Genesis genesis() {
        return chains.genesis();
    }

    @Override
    public List<ChainView> chains() {
        return chains.all().<ChainView>map(LocalChain::new).toList();
    }

    @Override
    public boolean signed(Address who, Hash key, Bytes message, Bytes signature) {
        return chains.signed(who, key, message, signature);
    }

    @Override
    public boolean stands(Address who, Hash key) {
        return chains.stands(who, key);
    }

    @Override
    public Optional<String> organisation(Address who) {
        return chains.organisation(who);
    }

    @Override
    public Attempts attempts() {
        return chains.attempts();
    }

    @Override
    public boolean hidden(String chain) {
        return chains.hidden(chain);
    }

    @Override
    public NodeStatus status() {
        List<ClusterState> clusters =
                chains.clusters().stream().map(c -> state(c.status())).toList();
        return new NodeStatus(identity.node, identity.city, identity.version, identity.startedAt, clusters);
    }

    private ClusterState state(ClusterStatus status) {
        Optional<FaultBound> bound = status.faultBound();
        Engine engine = new Engine(
                bound.map(FaultBound::engine).orElse("none"),
                status.status().name(),
                bound.map(FaultBound::members).orElse(0),
                bound.map(FaultBound::byzantine).orElse(0),
                bound.map(FaultBound::crashed).orElse(0));
        Rounds rounds = new Rounds(status.rounds().newest(), status.rounds().certified(), status.heights());
        return new ClusterState(
                status.cluster(),
                status.epoch(),
                engine,
                rounds,
                status.counts().outbox(),
                peers.apply(status));
    }
}
