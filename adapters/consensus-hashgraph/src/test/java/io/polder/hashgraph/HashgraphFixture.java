package io.polder.hashgraph;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Clusters of real engines on loopback.
final class HashgraphFixture implements EngineFixture {
    private final Path base;
    private final int members;
    private final HashgraphSettings settings;
    private final SecureRandom random = new SecureRandom();
    private final int[] ports;
    private final Map<Bytes, HashgraphKeys> keys = new HashMap<>();

    HashgraphFixture(Path base, int members, HashgraphSettings settings) {
        this.base = base;
        this.members = members;
        this.settings = settings;
        this.ports = freePorts(members);
    }

    static HashgraphSettings settings() {
        return HashgraphSettings.standard();
    }

    @Override
    public int members() {
        return members;
    }

    @Override
    public int payloadMax() {
        return Frame.PAYLOAD_MAX;
    }

    @Override
    public int queueMax() {
        return settings.queues().submitted();
    }

    @Override
    public Cluster found(long epoch, Hash anchor) {
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            HashgraphKeys made = HashgraphKeys.create(random, i);
            keys.put(made.publicPart(), made);
            peers.add(new Peer(i, "city" + i, "127.0.0.1", ports[i], made.publicPart()));
        }
        return new Cluster(Hash.of(Bytes.utf8("test network")), "all", epoch, anchor, peers);
    }

    @Override
    public ConsensusEngine engine(Cluster cluster, long member) {
        return new Hashgraph(cluster, member, keys(cluster, member), directory(cluster, member), settings);
    }

    HashgraphKeys keys(Cluster cluster, long member) {
        return keys.get(cluster.peer(member).engineKey());
    }

    Path directory(Cluster cluster, long member) {
        try {
            return Files.createDirectories(
                    base.resolve("epoch" + cluster.epoch()).resolve("member" + member));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
