package io.polder.chain;

import io.polder.governance.council.Rosters;
import io.polder.ledger.Ledger;
import io.polder.protocol.Certificate;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Event;
import io.polder.protocol.Roster;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.proof.Handover;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The epochs of a cluster as its ledger has them: who certifies which round, and which roster orders now. The round in
/// whose block a roster is decided is the last of its epoch; the next engine begins when that round is certified.
final class Epochs {
    private final ClusterParts parts;
    private final Ledger ledger;
    private final Authorities authorities;
    private volatile Roster newest;

    Epochs(ClusterParts parts, Ledger ledger, Authorities authorities) {
        this.parts = parts;
        this.ledger = ledger;
        this.authorities = authorities;
        this.newest = parts.roster();
    }

    /// Looks up what the newest block has decided.
    void refresh() {
        newest = term(Long.MAX_VALUE).map(Rosters.Term::roster).orElse(parts.roster());
    }

    /// The roster of the round that comes next in the ledger.
    Roster newest() {
        return newest;
    }

    /// The roster of an epoch that has begun or is decided.
    Optional<Roster> roster(long epoch) {
        return epoch == parts.roster().epoch()
                ? Optional.of(parts.roster())
                : term(epoch).map(Rosters.Term::roster);
    }

    /// The roster whose engine orders now: the newest one, unless the round before it is still to be certified.
    Roster running() {
        Roster next = newest;
        return next.epoch() == parts.roster().epoch()
                        || ledger.certificate(before(next)).isPresent()
                ? next
                : roster(next.epoch() - 1).orElseThrow();
    }

    /// The last round of the epoch before; 0 where there is none.
    long before(Roster roster) {
        if (roster.epoch() == parts.roster().epoch()) return 0;
        return term(roster.epoch()).orElseThrow().after();
    }

    /// The last round of an epoch, once the next roster is decided.
    Optional<Long> last(Roster roster) {
        return roster(roster.epoch() + 1).map(this::before);
    }

    /// What an epoch continues: the network itself, or the last round record of the epoch before.
    Hash anchor(Roster roster) {
        return roster.epoch() == parts.roster().epoch()
                ? parts.network()
                : Hash.of(ledger.round(before(roster)).orElseThrow().record().encode());
    }

    /// How each roster up to an epoch was named by the one before, for who knows the first one alone.
    List<Handover> handovers(long epoch) {
        List<Handover> handovers = new ArrayList<>();
        for (long next = parts.roster().epoch() + 1; next <= epoch; next++) {
            Roster roster = roster(next).orElseThrow();
            RoundRecord record = ledger.round(before(roster)).orElseThrow().record();
            Certificate certificate = ledger.certificate(record.round()).orElseThrow();
            handovers.add(new Handover(roster, record, certificate));
        }
        return handovers;
    }

    /// The hash of the roster that blocks of a round name as the next one; zero where they name none.
    Hash named(List<BlockProcessor.Draft> drafts) {
        Hash next = Hash.ZERO;
        for (BlockProcessor.Draft draft : drafts)
            if (draft.block().header().domain().chain().equals(ChainSpec.AUTHORITY))
                for (Event event : events(draft))
                    next = Rosters.changed(event)
                            .filter(r -> r.cluster().equals(parts.roster().cluster()))
                            .map(Roster::hash)
                            .orElse(next);
        return next;
    }

    private static List<Event> events(BlockProcessor.Draft draft) {
        return draft.block().entries().stream()
                .flatMap(entry -> entry.receipt().events().stream())
                .toList();
    }

    /// A cluster of a chain of its own keeps the roster it began with.
    private Optional<Rosters.Term> term(long epoch) {
        if (parts.own().isPresent()) return Optional.empty();
        return epoch == Long.MAX_VALUE
                ? Rosters.newest(authorities.now().state(), parts.roster().cluster())
                : Rosters.term(authorities.now().state(), parts.roster().cluster(), epoch);
    }
}
