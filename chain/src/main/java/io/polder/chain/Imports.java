package io.polder.chain;

import io.polder.consensus.ConsensusEngine;
import io.polder.consensus.Ordered;
import io.polder.consensus.Round;
import io.polder.protocol.Block;
import io.polder.protocol.Header;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Which height of the authority chain the transactions of a round see. The cluster that has that chain sees its newest
/// block; another one sees what its own order has imported, and its members offer what is newer.
final class Imports {
    /// Imports of one round that are looked at: each costs a certificate's check.
    static final int LOOKED_AT_MAX = 8;
    /// How long a member waits for each member before it to offer an import.
    static final long TURN_MS = 1_500;

    private final ClusterParts parts;
    private final Authorities authorities;
    private long waitingFor = -1;
    private long waitingSince;

    Imports(ClusterParts parts, Authorities authorities) {
        this.parts = parts;
        this.authorities = authorities;
    }

    /// What a round is judged by. Of a round that is known already, its block's header says so.
    Senders.Authorities seenBy(Round round, Optional<RoundBundle> known) {
        Senders.Authorities now = authorities.now();
        if (parts.own().isEmpty()) return now;
        AuthorityCopy copy = parts.own().get().authority();
        long height = known.map(Imports::named).orElseGet(() -> imported(round, now, copy.cluster()));
        return height > now.height() ? authorities.later(height) : now;
    }

    private static long named(RoundBundle bundle) {
        return bundle.blocks().stream()
                .map(Block::header)
                .map(Header::rules)
                .mapToLong(Header.Rules::authorityHeight)
                .max()
                .orElse(-1);
    }

    private long imported(Round round, Senders.Authorities seen, String cluster) {
        List<AuthorityImport> candidates = round.transactions().stream()
                .map(Ordered::transaction)
                .filter(AuthorityImport::is)
                .limit(LOOKED_AT_MAX)
                .flatMap(wire -> AuthorityImport.read(wire).stream())
                .filter(i -> i.height() > seen.height())
                .sorted(Comparator.comparingLong(AuthorityImport::height).reversed())
                .toList();
        for (AuthorityImport each : candidates)
            if (each.holds(parts.network(), cluster, seen.state(), parts.signatures())) return each.height();
        return seen.height();
    }

    /// Offers the newest certified header where this cluster's order has an older one. Members take turns, so that one
    /// of them does it while all run.
    ///
    /// @param place this city's among the members, from 0
    void offer(ConsensusEngine engine, int place) {
        if (parts.own().isEmpty()) return;
        Optional<AuthorityImport> newer = parts.own().get().authority().newestAfter(authorities.now());
        if (newer.isEmpty()) return;
        long now = parts.clock().millis();
        if (waitingFor != authorities.now().height()) {
            waitingFor = authorities.now().height();
            waitingSince = now;
        }
        if (now - waitingSince < TURN_MS * place) return;
        waitingSince = now;
        engine.submit(newer.get().wire());
    }
}
