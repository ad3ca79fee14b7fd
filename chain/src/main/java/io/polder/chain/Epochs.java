package io.polder.chain;

import io.polder.consensus.Application;
import io.polder.consensus.ConsensusEngine;
import io.polder.consensus.Prepared;
import io.polder.consensus.Round;
import io.polder.consensus.Status;
import io.polder.contract.StateReader;
import io.polder.governance.council.Clusters;
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
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The epochs of a cluster as its ledger has them: who certifies which round, and which roster orders now. The round in
/// whose block a roster is decided is the last of its epoch; the next engine begins when that round is certified.
final class Epochs {
    private static final Logger LOG = System.getLogger(Epochs.class.getName());
    private final ClusterParts parts;
    private final Ledger ledger;
    private final Authorities authorities;
    /// Of a cluster of a chain of its own; one for each epoch.
    private final Map<Long, Rosters.Term> known = new ConcurrentHashMap<>();

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
        return handovers(parts.roster().epoch(), epoch);
    }

    /// The same for those that have begun after an epoch.
    List<Handover> handoversAfter(long epoch) {
        return handovers(Math.max(parts.roster().epoch(), epoch), running().epoch());
    }

    private List<Handover> handovers(long after, long epoch) {
        List<Handover> handovers = new ArrayList<>();
        for (long next = after + 1; next <= epoch; next++) {
            Roster roster = roster(next).orElseThrow();
            RoundRecord record = ledger.round(before(roster)).orElseThrow().record();
            Certificate certificate = ledger.certificate(record.round()).orElseThrow();
            handovers.add(new Handover(roster, record, certificate));
        }
        return handovers;
    }

    /// The hash of the roster that blocks of a round name as the next one; zero where they name none. In a cluster
    /// of a chain of its own it is what the authority chain has decided, as far as this round sees it: so the
    /// round whose import shows the decision is the last of its epoch.
    Hash named(List<BlockProcessor.Draft> drafts, Senders.Authorities seen) {
        if (parts.own().isPresent())
            return drafts.isEmpty()
                    ? Hash.ZERO
                    : decided(seen.state(), newest.epoch() + 1)
                            .map(Roster::hash)
                            .orElse(Hash.ZERO);
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

    private Optional<Roster> decided(StateReader authority, long epoch) {
        return Clusters.term(authority, parts.roster().cluster(), epoch).map(Clusters.Term::roster);
    }

    /// Of a cluster of a chain of its own: where its ledger has come to.
    private Optional<Rosters.Term> own(long epoch) {
        Optional<RoundRecord> head = ledger.newest().map(Ledger.RoundEntry::record);
        long reached = head.map(r -> r.epoch() + (r.nextRoster().equals(Hash.ZERO) ? 0 : 1))
                .orElse(parts.roster().epoch());
        long asked = Math.min(epoch, reached);
        if (epoch != Long.MAX_VALUE && epoch > reached
                || asked == parts.roster().epoch()) return Optional.empty();
        return Optional.of(known.computeIfAbsent(
                asked,
                e -> new Rosters.Term(decided(authorities.now().state(), e).orElseThrow(), ledger.lastOf(e - 1))));
    }

    /// A member or who follows without a seat; in a cluster of a chain of its own one of the epoch before, which may
    /// still have to be told how that ended.
    Optional<Member> known(String node) {
        Roster now = newest;
        if (parts.own().isEmpty())
            return now.member(node)
                    .or(() -> Optional.ofNullable(
                            Rosters.followers(authorities.now().state()).get(node)));
        return now.member(node).or(() -> roster(now.epoch() - 1).flatMap(before -> before.member(node)));
    }

    /// The last round that a known city may have.
    long until(String node) {
        Roster now = newest;
        return parts.own().isEmpty() || now.member(node).isPresent() ? Long.MAX_VALUE : before(now);
    }

    /// This city's place in the newest roster, from 0.
    int place() {
        List<String> names = newest.members().stream().map(Member::name).toList();
        return Math.max(0, names.indexOf(parts.self().name()));
    }

    private Optional<Rosters.Term> term(long epoch) {
        if (parts.own().isPresent()) return own(epoch);
        return epoch == Long.MAX_VALUE
                ? Rosters.newest(authorities.now().state(), parts.roster().cluster())
                : Rosters.term(authorities.now().state(), parts.roster().cluster(), epoch);
    }

    /// Takes this city from one epoch's engine to the next, which is made ready as soon as it is decided. It begins
    /// when the last round before it is certified here and the others have said that they came so far, or a moment
    /// later. What lacks its certificate then is certified in the next epoch, by the members that stay.
    static final class Succession {
        /// Looks between the last certificate and the end of the old engine, in which others gather their signatures.
        static final int GRACE_LOOKS = 8;
        /// The same once every other member has signed the last round.
        static final int HEARD_LOOKS = 1;
        /// One look in so many asks the neighbours for a certificate.
        static final int ASK_EVERY = 10;

        private final OrderCluster cluster;
        private final ClusterParts parts;
        private final Ledger ledger;
        private final Epochs epochs;
        private OrderCluster.Engines engines = (roster, anchor) -> {
            throw new IllegalStateException("not started");
        };
        private volatile Run run;
        private volatile Optional<ConsensusEngine> engine = Optional.empty();
        private Optional<Ahead> ahead = Optional.empty();
        private int looks;
        private int asked;

        /// The next epoch's engine, made ready while the one before it still orders.
        private record Ahead(Run run, ConsensusEngine engine) {}

        Succession(OrderCluster cluster, ClusterParts parts, Ledger ledger, Epochs epochs) {
            this.cluster = cluster;
            this.parts = parts;
            this.ledger = ledger;
            this.epochs = epochs;
            this.run = due();
        }

        Run run() {
            return run;
        }

        Optional<ConsensusEngine> engine() {
            return engine;
        }

        void begin(OrderCluster.Engines made) {
            engines = made;
            run = due();
            seat(run).ifPresent(seat -> start(make(run)));
        }

        private Run due() {
            Roster roster = epochs.running();
            return epochs.run(roster, cluster);
        }

        private Optional<Member> seat(Run of) {
            return of.roster().member(parts.self().name());
        }

        private Ahead make(Run next) {
            return new Ahead(next, engines.engine(next.roster(), epochs.anchor(next.roster())));
        }

        private void start(Ahead made) {
            engine = Optional.of(made.engine);
            made.engine.start(made.run);
        }

        /// One look, by one thread alone; true when the next is wanted soon.
        boolean tend() {
            Roster next = epochs.newest();
            if (next.epoch() == run.roster().epoch()) return false;
            prepare(next);
            Run due = due();
            if (due.roster().epoch() != next.epoch()) {
                looks = 0;
                if (++asked % ASK_EVERY == 0) fetch(epochs.before(next));
                if (due.roster().epoch() == run.roster().epoch()) return true;
            } else if (++looks <= patience(due)) return true;
            turn(due);
            return false;
        }

        private int patience(Run due) {
            if (engine.isEmpty() || due.roster().epoch() != run.roster().epoch() + 1) return 0;
            return heard(epochs.before(due.roster())) ? HEARD_LOOKS : GRACE_LOOKS;
        }

        /// Whether all other members have said that they came as far as a round.
        private boolean heard(long round) {
            Map<Long, Long> heard = cluster.heard();
            return run.roster().members().stream()
                    .filter(m -> !m.name().equals(parts.self().name()))
                    .allMatch(m -> heard.getOrDefault(m.number(), -1L) >= round);
        }

        private void prepare(Roster next) {
            if (ahead.isPresent() || next.epoch() != run.roster().epoch() + 1) return;
            Run of = epochs.run(next, cluster);
            if (seat(of).isEmpty()) return;
            Ahead made = make(of);
            made.engine.prepare(of);
            ahead = Optional.of(made);
        }

        /// The address is free before the next engine takes it; what else ends of the old one can take its time.
        private void turn(Run due) {
            Optional<ConsensusEngine> before = engine;
            Optional<Ahead> made = ahead.filter(a -> a.run.equals(due));
            ahead.filter(a -> made.isEmpty()).ifPresent(a -> a.engine.close());
            ahead = Optional.empty();
            looks = 0;
            engine = Optional.empty();
            run = made.map(Ahead::run).orElse(due);
            cluster.turned();
            LOG.log(
                    Level.INFO,
                    "cluster {0}: epoch {1} begins with {2} cities; this one {3}",
                    run.roster().cluster(),
                    run.roster().epoch(),
                    run.roster().members().size(),
                    seat(run).isPresent() ? "has a seat" : "follows without a seat");
            before.ifPresent(ConsensusEngine::leave);
            if (seat(run).isPresent()) start(made.orElseGet(() -> make(run)));
            before.ifPresent(ConsensusEngine::close);
        }

        /// A neighbour may have gathered what this city lacks.
        void fetch(long round) {
            RoundRecord own = ledger.round(round).orElseThrow().record();
            for (RoundBundle bundle : parts.neighbours().rounds(round - 1, 1)) {
                boolean holds = bundle.record().equals(own)
                        && epochs.roster(own.epoch())
                                .filter(roster -> bundle.certificate()
                                        .fault(own, roster, parts.signatures())
                                        .isEmpty())
                                .isPresent();
                if (holds) cluster.certified(own, bundle.certificate());
            }
        }

        void close() {
            ahead.ifPresent(a -> a.engine.close());
            engine.ifPresent(ConsensusEngine::close);
        }
    }

    private Run run(Roster roster, OrderCluster cluster) {
        return new Run(roster, before(roster), ended(roster), cluster);
    }

    /// When the last round before an epoch was, in epoch milliseconds.
    private long ended(Roster roster) {
        return roster.epoch() == parts.roster().epoch()
                ? parts.beginning()
                : ledger.round(before(roster)).orElseThrow().record().time();
    }

    /// A cluster as the engine of one epoch sees it. Each engine counts its rounds from one, the ledger goes on
    /// counting, and its time never goes back; what it orders after the last round of its epoch changes nothing.
    record Run(Roster roster, long base, long notBefore, OrderCluster cluster) implements Application {
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
            Instant begun = Instant.ofEpochMilli(notBefore);
            Instant time = round.time().isBefore(begun) ? begun : round.time();
            return cluster.deliver(this, new Round(base + round.number(), time, round.transactions()));
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
