package io.polder.hosting;

import io.polder.consensus.Cluster;
import io.polder.consensus.ConsensusEngine;
import io.polder.consensus.Peer;
import io.polder.governance.council.Ordering;
import io.polder.hashgraph.Hashgraph;
import io.polder.hashgraph.HashgraphKeys;
import io.polder.hashgraph.HashgraphSettings;
import io.polder.home.ClusterHome;
import io.polder.protocol.Member;
import io.polder.protocol.Roster;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.raft.Raft;
import io.polder.raft.RaftKeys;
import io.polder.raft.RaftSettings;
import io.polder.solo.Solo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;

/// The engines of further clusters: their keys, made once for each cluster and epoch, and the engines themselves.
final class Engines {
    private Engines() {}

    /// Makes this city's keys for a cluster and epoch if there are none; returns what the others need of them.
    static Bytes publicPart(Ordering ordering, ClusterHome home, long epoch) {
        Path file = keyFile(ordering, home, epoch);
        SecureRandom random = new SecureRandom();
        return switch (ordering) {
            case HASHGRAPH -> {
                if (!Files.exists(file))
                    HashgraphKeys.create(random, random.nextLong(1, Long.MAX_VALUE))
                            .save(file);
                yield HashgraphKeys.load(file).publicPart();
            }
            case RAFT -> {
                if (!Files.exists(file)) RaftKeys.create(random).save(file);
                yield RaftKeys.load(file).publicPart();
            }
            case SOLO -> Bytes.EMPTY;
        };
    }

    /// Until members decide on another engine there is one kind of keys.
    private static Path keyFile(Ordering ordering, ClusterHome home, long epoch) {
        return epoch == 0 ? home.engineKeyFile(0) : home.engineKeyFile(epoch, ordering.text());
    }

    /// The network, the members of an epoch, and what it continues.
    record Epoch(Hash network, Roster roster, Hash anchor) {}

    static ConsensusEngine engine(Ordering ordering, ClusterHome home, Epoch epoch, String city) {
        Roster roster = epoch.roster;
        Member self = roster.member(city).orElseThrow();
        Cluster cluster = cluster(epoch);
        Path folder = home.engine(roster.epoch());
        Path keys = keyFile(ordering, home, roster.epoch());
        if (ordering != Ordering.SOLO) begin(home.begun(roster.epoch()), folder);
        return switch (ordering) {
            case HASHGRAPH ->
                new Hashgraph(cluster, self.number(), HashgraphKeys.load(keys), folder, HashgraphSettings.standard());
            case RAFT -> new Raft(cluster, self.number(), RaftKeys.load(keys), folder, RaftSettings.standard());
            case SOLO -> new Solo(cluster, InstantSource.system());
        };
    }

    /// A member that has lost its log has forgotten what it promised the others: with the same keys it could say the
    /// opposite now.
    static void begin(Path begun, Path folder) {
        if (Files.exists(begun) && !Files.isDirectory(folder))
            throw new IllegalStateException(
                    "the engine's log " + folder + " is gone, and its keys were used: bring back"
                            + " the newest log, or have the members replace this city");
        try {
            Files.createDirectories(folder);
            if (!Files.exists(begun)) Files.createFile(begun);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot note that the engine of " + folder + " has begun", e);
        }
    }

    private static Cluster cluster(Epoch epoch) {
        Roster roster = epoch.roster;
        return new Cluster(
                epoch.network,
                roster.cluster(),
                roster.epoch(),
                epoch.anchor,
                roster.members().stream()
                        .map(m -> new Peer(
                                m.number(),
                                m.name(),
                                m.gossip().host(),
                                m.gossip().port(),
                                m.engineKey()))
                        .toList());
    }
}
