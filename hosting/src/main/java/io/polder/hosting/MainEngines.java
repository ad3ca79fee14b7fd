package io.polder.hosting;

import io.polder.chain.OrderCluster;
import io.polder.consensus.Cluster;
import io.polder.consensus.ConsensusEngine;
import io.polder.consensus.Peer;
import io.polder.hashgraph.Hashgraph;
import io.polder.hashgraph.HashgraphKeys;
import io.polder.hashgraph.HashgraphSettings;
import io.polder.home.CityHome;
import io.polder.protocol.Member;
import io.polder.protocol.Roster;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.solo.Solo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/// The engines of the cluster of all cities: one for each epoch, each with a key and a folder of its own.
public record MainEngines(CityHome home, Hash network) implements OrderCluster.Engines {
    private static final long FIRST = 0;

    @Override
    public ConsensusEngine engine(Roster roster, Hash anchor) {
        List<Peer> peers = roster.members().stream()
                .map(m -> new Peer(
                        m.number(), m.name(), m.gossip().host(), m.gossip().port(), m.engineKey()))
                .toList();
        Cluster cluster = new Cluster(network, roster.cluster(), roster.epoch(), anchor, peers);
        if (peers.size() == 1) return new Solo(cluster, InstantSource.system());
        Engines.begin(home.begun(roster.epoch()), home.engine(roster.epoch()));
        Member self = roster.member(home.config().name()).orElseThrow();
        return new Hashgraph(
                cluster,
                self.number(),
                key(roster.epoch(), self.engineKey()),
                home.engine(roster.epoch()),
                HashgraphSettings.standard());
    }

    /// A city that joins has the key of its card, whichever epoch it is for.
    private HashgraphKeys key(long epoch, Bytes engineKey) {
        for (Path own : List.of(home.engineKeyFile(epoch), home.cardEngineKeyFile())) {
            if (!Files.exists(own)) continue;
            HashgraphKeys keys = HashgraphKeys.load(own);
            if (keys.publicPart().equals(engineKey)) return keys;
        }
        return HashgraphKeys.load(home.engineKeyFile(FIRST));
    }

    /// What the others need of this city's key for an epoch; made if there is none.
    Bytes publicPart(long epoch) {
        Path file = home.engineKeyFile(epoch);
        SecureRandom random = new SecureRandom();
        if (!Files.exists(file))
            HashgraphKeys.create(random, random.nextLong(1, Long.MAX_VALUE)).save(file);
        return HashgraphKeys.load(file).publicPart();
    }
}
