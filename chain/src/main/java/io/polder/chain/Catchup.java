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
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
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

    /// Opens the ledger. Where it is empty and the network has changed its roster since it began, it begins with what
    /// the others kept at the end of the last epoch; a ledger that was begun so is brought to its end first.
    static Ledger open(ClusterParts parts) {
        Ledger ledger = Ledger.open(parts.stores().ledger(), parts.network());
        if (ledger.newest().isPresent() || parts.own().isPresent() && !newcomer(parts)) return ledger;
        List<Ledger.Certified> ends = ends(parts);
        // The vote that names a newcomer may not be certified everywhere yet.
        for (int tries = 1; newcomer(parts) && ends.isEmpty() && tries < NEWCOMER_TRIES_MAX; tries++) {
            LockSupport.parkNanos(PART_PAUSE.toNanos());
            ends = ends(parts);
        }
        SnapshotTaker taker = new SnapshotTaker(parts.stores().ledger(), parts.network(), source(parts.neighbours()));
        if (ends.isEmpty() && taker.begun().isPresent())
            throw new StoreException("this city has begun to take a snapshot, and nobody answers: start again later");
        if (ends.isEmpty()) return ledger;
        taker.take(ends);
        return Ledger.open(parts.stores().ledger(), parts.network());
    }

    private static boolean newcomer(ClusterParts parts) {
        return parts.roster()
                .member(parts.self().name())
                .filter(m -> m.key().equals(parts.self().key()))
                .isEmpty();
    }

    /// The rounds that ended epochs so far, each certified by the roster that the one before it named.
    private static List<Ledger.Certified> ends(ClusterParts parts) {
        List<Ledger.Certified> ends = new ArrayList<>();
        Roster roster = parts.roster();
        for (int blamed = 0; blamed < BLAMED_MAX; ) {
            List<Handover> said = parts.neighbours().handovers(roster.epoch());
            if (said.isEmpty()) break;
            for (Handover next : said) {
                Optional<String> fault = next.fault(parts.network(), roster, parts.signatures());
                if (fault.isPresent()) {
                    parts.neighbours().blame("hand-over to epoch " + (roster.epoch() + 1) + ": " + fault.get());
                    blamed++;
                    break;
                }
                ends.add(new Ledger.Certified(next.record(), next.certificate()));
                roster = next.roster();
                parts.neighbours().learn(roster);
            }
        }
        return ends;
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
