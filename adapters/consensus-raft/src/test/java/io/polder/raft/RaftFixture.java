package io.polder.raft;

import io.polder.consensus.Cluster;
import io.polder.consensus.ConsensusEngine;
import io.polder.consensus.Peer;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.testkit.EngineFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Clusters of real engines on loopback.
record RaftFixture(Path base, RaftSettings settings, int[] ports, Map<Bytes, RaftKeys> keys) implements EngineFixture {
    private static final SecureRandom RANDOM = new SecureRandom();

    static RaftFixture of(Path base, int members, RaftSettings settings) {
        return new RaftFixture(base, settings, freePorts(members), new HashMap<>());
    }

    @Override
    public int members() {
        return ports.length;
    }

    @Override
    public int payloadMax() {
        return Raft.PAYLOAD_MAX;
    }

    @Override
    public int queueMax() {
        return settings.queueMax();
    }

    @Override
    public Cluster found(long epoch, Hash anchor) {
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < members(); i++) {
            RaftKeys made = RaftKeys.create(RANDOM);
            keys.put(made.publicPart(), made);
            peers.add(new Peer(i, "city" + i, "127.0.0.1", ports[i], made.publicPart()));
        }
        return new Cluster(Hash.of(Bytes.utf8("test network")), "some", epoch, anchor, peers);
    }

    @Override
    public ConsensusEngine engine(Cluster cluster, long member) {
        RaftKeys own = keys.get(cluster.peer(member).engineKey());
        return new Raft(cluster, member, own, directory(cluster, member), settings);
    }

    Path directory(Cluster cluster, long member) {
        return base.resolve("epoch" + cluster.epoch()).resolve("member" + member);
    }

    private static int[] freePorts(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            int[] ports = new int[count];
            for (int i = 0; i < count; i++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                held.add(socket);
                ports[i] = socket.getLocalPort();
            }
            for (ServerSocket socket : held) socket.close();
            return ports;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
