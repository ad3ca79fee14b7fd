package io.polder.hashgraph;

import com.hedera.hapi.node.base.SemanticVersion;
import com.hedera.hapi.node.base.ServiceEndpoint;
import com.hedera.hapi.node.state.roster.Roster;
import com.hedera.hapi.node.state.roster.RosterEntry;
import io.polder.consensus.Cluster;
import io.polder.consensus.Peer;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.hiero.consensus.model.node.NodeId;

/// The engine's names for a cluster's members. An event names its creator and nothing else, so the creator's number
/// carries a hash of (network, cluster, epoch): an event from elsewhere has no creator here.
record Naming(Cluster cluster, long prefix) {
    private static final int NUMBER_BITS = 16;
    private static final long NUMBER_MAX = (1L << NUMBER_BITS) - 1;
    private static final int PREFIX_BITS = 46;
    private static final int FORMAT = 1;
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    static Naming of(Cluster cluster) {
        for (Peer peer : cluster.peers())
            if (peer.number() < 0 || peer.number() > NUMBER_MAX)
                throw new HashgraphFailure("expected member numbers of 0 to " + NUMBER_MAX + ", got " + peer.number());
        Hash hash = Hash.of(Cbor.array(
                        Cbor.of("polder-hashgraph"),
                        Cbor.of(cluster.network()),
                        Cbor.of(cluster.name()),
                        Cbor.of(cluster.epoch()))
                .encode());
        return new Naming(cluster, ByteBuffer.wrap(hash.bytes().shared()).getLong() >>> (Long.SIZE - PREFIX_BITS));
    }

    NodeId node(long number) {
        return NodeId.of(prefix << NUMBER_BITS | number);
    }

    long number(NodeId node) {
        return node.id() & NUMBER_MAX;
    }

    /// Members greet each other with it and part when it differs.
    SemanticVersion version() {
        return SemanticVersion.newBuilder()
                .major(FORMAT)
                .minor((int) (cluster.epoch() >>> 31) & Integer.MAX_VALUE)
                .patch((int) cluster.epoch() & Integer.MAX_VALUE)
                .build();
    }

    String swirld() {
        return Long.toHexString(prefix);
    }

    Roster roster() {
        return new Roster(cluster.peers().stream()
                .sorted(Comparator.comparingLong(Peer::number))
                .map(this::entry)
                .toList());
    }

    private RosterEntry entry(Peer peer) {
        return RosterEntry.newBuilder()
                .nodeId(node(peer.number()).id())
                .weight(1)
                .gossipCaCertificate(com.hedera.pbj.runtime.io.buffer.Bytes.wrap(
                        peer.engineKey().toArray()))
                .gossipEndpoint(List.of(endpoint(peer)))
                .build();
    }

    private static ServiceEndpoint endpoint(Peer peer) {
        ServiceEndpoint.Builder endpoint = ServiceEndpoint.newBuilder().port(peer.port());
        if (!IPV4.matcher(peer.host()).matches())
            return endpoint.domainName(peer.host()).build();
        String[] parts = peer.host().split("\\.");
        byte[] address = new byte[parts.length];
        for (int i = 0; i < parts.length; i++) address[i] = (byte) Integer.parseInt(parts[i]);
        return endpoint.ipAddressV4(com.hedera.pbj.runtime.io.buffer.Bytes.wrap(address))
                .build();
    }
}
