package io.polder.chain;

import io.polder.consensus.Ordered;
import io.polder.consensus.Prepared;
import io.polder.consensus.Round;
import io.polder.ledger.Ledger;
import io.polder.ledger.SnapshotPart;
import io.polder.ledger.SnapshotSource;
import io.polder.ledger.SnapshotTaker;
import io.polder.ledger.StoreException;
import io.polder.protocol.Block;
import io.polder.protocol.Certificate;
import io.polder.protocol.Roster;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.proof.Handover;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Brings a city up to its neighbours by their blocks. Each round must be certified and continue what is held here, or
/// its giver is blamed before anything of it is executed; then it is executed, and comes to what was certified or this
/// node is wrong.
final class Catchup {
    static final int ROUNDS_AT_ONCE = 64;
    /// Neighbours that are blamed before a run gives up; another run may follow.
    static final int BLAMED_MAX = 64;

    /// How often a part of a snapshot is asked for before the start is given up, and the time between.
    private static final int PART_TRIES_MAX = 20;

    /// How often a city without a seat in the genesis asks who has one now.
    private static final int NEWCOMER_TRIES_MAX = 8;

    private static final Duration PART_PAUSE = Duration.ofMillis(500);

    /// What a run does with rounds that hold.
    interface Replay {
        /// What can be found out about a transaction before its turn, by any thread.
        Prepared prepare(Bytes wire);

        /// Executes a round without a signature of ours, and writes it; throws when it does not come to the record.
        void replay(Round round, RoundBundle expected);

        /// All that was written would survive a power cut from now on, and may be told.
        void settle();
    }

    private final ClusterParts parts;
    private final Ledger ledger;
    private final Epochs epochs;
    private final AtomicLong caughtUp = new AtomicLong();

    Catchup(ClusterParts parts, Ledger ledger, Epochs epochs) {
        this.epochs = epochs;
        this.parts = parts;
        this.ledger = ledger;
    }

    /// Opens the ledger. An empty one begins with what the others kept after a certified round, where that is better or
    /// all there is: `Beginning` says when. A ledger that was begun so is brought to its end first.
    static Ledger open(ClusterParts parts) {
        Ledger ledger = Ledger.open(parts.stores().ledger(), parts.network());
        if (ledger.newest().isPresent()) return ledger;
        SnapshotTaker taker = new SnapshotTaker(parts.stores().ledger(), parts.network(), source(parts.neighbours()));
        List<Ledger.Certified> rounds = new Beginning(parts, taker).rounds();
        if (rounds.isEmpty()) return ledger;
        taker.take(rounds);
        return Ledger.open(parts.stores().ledger(), parts.network());
    }

    /// After which round an empty ledger begins. A city with a seat in the epoch that runs begins at the end of the one
    /// before, since its engine delivers all rounds from there on; one without may begin after the newest certified
    /// round.
    private static final class Beginning {
        private final ClusterParts parts;
        private final SnapshotTaker taker;
        private final Neighbours neighbours;
        private final List<Ledger.Certified> ends = new ArrayList<>();
        private Roster newest;

        Beginning(ClusterParts parts, SnapshotTaker taker) {
            this.parts = parts;
            this.taker = taker;
            this.neighbours = parts.neighbours();
            this.newest = parts.roster();
        }

        /// The rounds that ended epochs up to the one to begin after, and that one; empty for all from the first on.
        /// That is best in a young network: a snapshot would bring all its blocks too, and the city keeps what
        /// contracts index.
        List<Ledger.Certified> rounds() {
            Optional<Ledger.Certified> begun = taker.begun();
            if (parts.own().isPresent() && named() && begun.isEmpty()) return ends;
            learn();
            // The vote that names a newcomer may not be certified everywhere yet.
            for (int tries = 1; !named() && ends.isEmpty() && tries < NEWCOMER_TRIES_MAX; tries++) {
                LockSupport.parkNanos(PART_PAUSE.toNanos());
                learn();
            }
            if (begun.isPresent()) {
                if (newest.epoch() < begun.get().record().epoch())
                    throw new StoreException("this city has begun to take a snapshot, and nobody says how the rosters"
                            + " up to it came to be: start again later");
                return upTo(begun.get());
            }
            if (seated() || parts.own().isPresent()) return ends;
            Optional<Ledger.Certified> place = place();
            // Another epoch has begun in the meantime, perhaps with this city.
            learn();
            if (seated() || place.isEmpty()) return ends;
            boolean old = place.get().record().time() - parts.beginning() > Window.SPAN_MAX_MS;
            return ends.isEmpty() && !old ? ends : upTo(place.get());
        }

        private List<Ledger.Certified> upTo(Ledger.Certified place) {
            List<Ledger.Certified> rounds = new ArrayList<>(ends);
            rounds.removeIf(end -> end.record().round() >= place.record().round());
            rounds.add(place);
            return rounds;
        }

        private boolean named() {
            return isOf(parts.roster());
        }

        private boolean seated() {
            return isOf(newest);
        }

        private boolean isOf(Roster roster) {
            return roster.member(parts.self().name())
                    .filter(m -> m.key().equals(parts.self().key()))
                    .isPresent();
        }

        /// Adds the rounds that ended epochs so far, each certified by the roster that the one before it named.
        private void learn() {
            for (int blamed = 0; blamed < BLAMED_MAX; ) {
                List<Handover> said = neighbours.handovers(newest.epoch());
                if (said.isEmpty()) break;
                for (Handover next : said) {
                    Optional<String> fault = next.fault(parts.network(), newest, parts.signatures());
                    if (fault.isPresent()) {
                        neighbours.blame("hand-over to epoch " + (newest.epoch() + 1) + ": " + fault.get());
                        blamed++;
                        break;
                    }
                    ends.add(new Ledger.Certified(next.record(), next.certificate()));
                    newest = next.roster();
                    neighbours.learn(newest);
                }
            }
        }

        /// The newest round of the epoch that runs which a neighbour has certified; empty when nobody names one.
        private Optional<Ledger.Certified> place() {
            long after = ends.isEmpty() ? 0 : ends.getLast().record().round();
            SnapshotPart part = new SnapshotPart(after + 1, SnapshotPart.Kind.PLACE, "", Bytes.EMPTY);
            for (int blamed = 0; blamed < BLAMED_MAX; blamed++) {
                Optional<Bytes> answer = neighbours.snapshot(part);
                if (answer.isEmpty()) return Optional.empty();
                try {
                    Ledger.Certified place = Ledger.Certified.decode(answer.get());
                    // An epoch that is not known here yet is no lie.
                    if (place.record().epoch() > newest.epoch()) return Optional.empty();
                    Optional<String> fault = fault(place, after);
                    if (fault.isEmpty()) return Optional.of(place);
                    neighbours.blame("the newest certified round: " + fault.get());
                } catch (Malformed e) {
                    neighbours.blame("the newest certified round: " + e.getMessage());
                }
            }
            return Optional.empty();
        }

        private Optional<String> fault(Ledger.Certified place, long after) {
            RoundRecord record = place.record();
            boolean fits = record.network().equals(parts.network())
                    && record.cluster().equals(newest.cluster())
                    && record.epoch() == newest.epoch()
                    && record.round() > after;
            return fits
                    ? place.certificate().fault(record, newest, parts.signatures())
                    : Optional.of(
                            "expected a round of cluster " + newest.cluster() + " after " + after + ", got " + record);
        }
    }

    private static SnapshotSource source(Neighbours neighbours) {
        return new SnapshotSource() {
            @Override
            public Optional<Bytes> part(SnapshotPart part) {
                for (int tries = 0; tries < PART_TRIES_MAX; tries++) {
                    Optional<Bytes> answer = neighbours.snapshot(part);
                    if (answer.isPresent()) return answer;
                    LockSupport.parkNanos(PART_PAUSE.toNanos());
                }
                return Optional.empty();
            }

            @Override
            public void blame(String why) {
                neighbours.blame(why);
            }
        };
    }

    /// Why a bundle is not to be believed; empty when its certificate holds and its blocks are the record's and the
    /// next ones here.
    Optional<String> fault(RoundBundle bundle, long after) {
        RoundRecord record = bundle.record();
        if (record.round() <= after) return Optional.of("expected a round after " + after + ", got " + record.round());
        if (!record.network().equals(parts.network()))
            return Optional.of("expected a round of network " + parts.network() + ", got one of " + record.network());
        Roster roster = epochs.newest();
        if (record.epoch() != roster.epoch())
            return Optional.of("expected a round of epoch " + roster.epoch() + ", got one of " + record.epoch());
        if (bundle.blocks().isEmpty()) return Optional.of("expected blocks, got none");
        Heads heads = Heads.of(ledger);
        Set<String> chains = new HashSet<>();
        for (Block block : bundle.blocks()) {
            Optional<String> misfit = misfit(block, record, heads, parts.network());
            if (misfit.isPresent()) return misfit;
            if (!chains.add(block.header().domain().chain()))
                return Optional.of("expected a block for each chain, got two");
        }
        Hash root = heads.after(bundle.blocks()).root();
        if (!root.equals(record.chainsRoot()))
            return Optional.of("expected headers under the root " + record.chainsRoot() + ", got " + root);
        return bundle.certificate().fault(record, roster, parts.signatures());
    }

    private static Optional<String> misfit(Block block, RoundRecord record, Heads heads, Hash network) {
        if (block.header().round() != record.round())
            return Optional.of("expected blocks of round " + record.round() + ", got "
                    + block.header().round());
        Optional<String> gap = heads.gap(block.header(), network);
        if (gap.isPresent()) return gap;
        if (!Block.entriesRoot(block.entries()).equals(block.header().entriesRoot()))
            return Optional.of("the entries of block " + block.header().height() + " are not those of its header");
        return Optional.empty();
    }

    /// Fetches and replays until the neighbours have no more; returns how many rounds that were. Who gives what does
    /// not hold is blamed, and the next one is asked.
    int run(long from, Replay replay) {
        long at = from;
        int rounds = 0;
        int blamed = 0;
        while (blamed < BLAMED_MAX) {
            List<RoundBundle> bundles = parts.neighbours().rounds(at, ROUNDS_AT_ONCE);
            if (bundles.isEmpty()) break;
            // Signatures of the rounds to come are checked on all cores while one executes.
            List<CompletableFuture<Round>> prepared = bundles.stream()
                    .map(bundle -> CompletableFuture.supplyAsync(() -> round(bundle, replay)))
                    .toList();
            for (int i = 0; i < bundles.size(); i++) {
                RoundBundle bundle = bundles.get(i);
                Optional<String> fault = fault(bundle, at);
                if (fault.isPresent()) {
                    parts.neighbours().blame(fault.get());
                    blamed++;
                    break;
                }
                replay.replay(prepared.get(i).join(), bundle);
                at = bundle.record().round();
                rounds++;
                caughtUp.incrementAndGet();
            }
            prepared.forEach(each -> each.cancel(false));
            replay.settle();
        }
        return rounds;
    }

    /// Certified rounds after the number, for a neighbour that asks.
    ///
    /// @param lacks hears of a round without a certificate before one that has it: nobody else asks for it again
    List<RoundBundle> give(long after, int limit, Consumer<RoundRecord> lacks) {
        if (after < ledger.keptAfter()) return List.of();
        List<RoundBundle> bundles = new ArrayList<>();
        for (Ledger.RoundEntry entry : ledger.roundsAfter(after, limit)) {
            RoundRecord record = entry.record();
            Optional<Certificate> certificate = ledger.certificate(record.round());
            if (certificate.isEmpty()) {
                if (record.round() < ledger.certifiedRound()) lacks.accept(record);
                break;
            }
            bundles.add(new RoundBundle(record, certificate.get(), blocks(entry)));
        }
        return bundles;
    }

    private List<Block> blocks(Ledger.RoundEntry entry) {
        return entry.heights().entrySet().stream()
                .map(e -> ledger.chain(e.getKey()).block(e.getValue()).orElseThrow())
                .filter(b -> b.header().round() == entry.record().round())
                .toList();
    }

    /// The round as consensus delivered it, as far as it left a trace.
    private static Round round(RoundBundle bundle, Replay replay) {
        List<Ordered> transactions = bundle.blocks().stream()
                .sorted(Comparator.comparing(b -> b.header().domain().chain()))
                .flatMap(block -> block.entries().stream())
                .map(entry -> entry.transaction().wire())
                .parallel()
                .map(wire -> new Ordered(-1, wire, replay.prepare(wire)))
                .toList();
        return new Round(
                bundle.record().round(), Instant.ofEpochMilli(bundle.record().time()), transactions);
    }

    long rounds() {
        return caughtUp.get();
    }
}
