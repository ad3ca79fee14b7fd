package io.polder.chain;

import io.polder.consensus.Application;
import io.polder.consensus.Prepared;
import io.polder.consensus.Round;
import io.polder.consensus.Status;
import io.polder.governance.council.Rosters;
import io.polder.ledger.Ledger;
import io.polder.protocol.Certificate;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Event;
import io.polder.protocol.Member;
import io.polder.protocol.Roster;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.encoding.Bytes;
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

    /// A city by its newest seat in any epoch.
    Optional<Member> seat(String node) {
        for (long epoch = newest.epoch(); epoch >= parts.roster().epoch(); epoch--) {
            Optional<Member> seat = roster(epoch).flatMap(roster -> roster.member(node));
            if (seat.isPresent()) return seat;
        }
        return Optional.empty();
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

    /// When the next epoch's engine may begin at this city: its last round is certified here, and as far as can be had
    /// so
    /// is every round before it, since nobody will sign for that epoch any more.
    static final class Succession {
        /// Looks between the last certificate and the end of the old engine, in which others gather their signatures.
        static final int GRACE_LOOKS = 1;
        /// Looks after which a round that lacks its certificate is left to the later ones, which cover it.
        static final int GAP_LOOKS_MAX = 20;

        private final ClusterParts parts;
        private final Ledger ledger;
        private final Epochs epochs;
        private final RoundCommitter committer;
        private long ending = -1;
        private int looks;

        Succession(ClusterParts parts, Ledger ledger, Epochs epochs, RoundCommitter committer) {
            this.parts = parts;
            this.ledger = ledger;
            this.epochs = epochs;
            this.committer = committer;
        }

        /// One look, by the keeper's thread alone.
        boolean due(Run now) {
            Roster next = epochs.newest();
            if (next.epoch() == now.roster().epoch()) return false;
            if (ending != next.epoch()) {
                ending = next.epoch();
                looks = 0;
            }
            List<RoundRecord> gaps = gaps(next);
            for (RoundRecord gap : gaps) fetch(gap);
            boolean last = epochs.running().epoch() == next.epoch();
            if (last) looks++;
            return last && looks > (gaps.isEmpty() ? GRACE_LOOKS : GAP_LOOKS_MAX);
        }

        private List<RoundRecord> gaps(Roster next) {
            return ledger.uncertified(Certifier.RESUME_MAX).stream()
                    .filter(record -> record.epoch() < next.epoch())
                    .toList();
        }

        /// A neighbour may have gathered what this city lacks.
        private void fetch(RoundRecord gap) {
            for (RoundBundle bundle : parts.neighbours().rounds(gap.round() - 1, 1)) {
                boolean holds = bundle.record().equals(gap)
                        && epochs.roster(gap.epoch())
                                .filter(roster -> bundle.certificate()
                                        .fault(gap, roster, parts.signatures())
                                        .isEmpty())
                                .isPresent();
                if (holds) committer.certify(gap.round(), bundle.certificate());
            }
        }
    }

    /// A cluster as the engine of one epoch sees it. Each engine counts its rounds from one, the ledger goes on
    /// counting;
    /// what an engine orders after the last round of its epoch changes nothing.
    record Run(Roster roster, long base, OrderCluster cluster) implements Application {
        @Override
        public long durableRound() {
            return Math.max(0, cluster.durableRound(this) - base);
        }

        @Override
        public Prepared preHandle(long creator, Bytes transaction) {
            return cluster.preHandle(transaction);
        }

        @Override
        public void message(long sender, Bytes message) {
            cluster.message(this, sender, message);
        }

        @Override
        public Hash deliver(Round round) {
            return cluster.deliver(this, new Round(base + round.number(), round.time(), round.transactions()));
        }

        @Override
        public void seal(long round) {
            cluster.seal(this, base + round);
        }

        @Override
        public void restore(long round, Hash digest) {
            cluster.restore(this, base + round, digest);
        }

        @Override
        public boolean pending() {
            return cluster.pending();
        }

        @Override
        public void status(Status status) {
            cluster.status(this, status);
        }
    }
}
