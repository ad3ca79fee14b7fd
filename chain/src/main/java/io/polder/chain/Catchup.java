package io.polder.chain;

import io.polder.consensus.Ordered;
import io.polder.consensus.Prepared;
import io.polder.consensus.Round;
import io.polder.protocol.Block;
import io.polder.protocol.Entry;
import io.polder.protocol.Roster;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.signature.Signatures;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Brings a city up to its neighbours by their blocks: each certified round is executed again here, and what comes out
/// must be what was certified.
final class Catchup {
    static final int ROUNDS_AT_ONCE = 64;

    /// Executes a round without a signature of ours and returns the record it comes to.
    interface Replay {
        RoundRecord replay(Round round, RoundBundle expected);
    }

    private final Neighbours neighbours;
    private final Roster roster;
    private final Signatures signatures;
    private final AtomicLong caughtUp = new AtomicLong();

    Catchup(Neighbours neighbours, Roster roster, Signatures signatures) {
        this.neighbours = neighbours;
        this.roster = roster;
        this.signatures = signatures;
    }

    /// Why a bundle is not to be believed; empty when its certificate holds and its blocks are the record's.
    Optional<String> fault(RoundBundle bundle, long after) {
        RoundRecord record = bundle.record();
        if (record.round() <= after) return Optional.of("expected a round after " + after + ", got " + record.round());
        if (bundle.blocks().isEmpty()) return Optional.of("expected blocks, got none");
        for (Block block : bundle.blocks()) {
            if (block.header().round() != record.round())
                return Optional.of("expected blocks of round " + record.round() + ", got "
                        + block.header().round());
            if (!Block.entriesRoot(block.entries()).equals(block.header().entriesRoot()))
                return Optional.of("the entries of block " + block.header().height() + " are not those of its header");
        }
        return bundle.certificate().fault(record, roster, signatures);
    }

    /// Fetches and replays until the neighbours have no more; returns how many rounds that were.
    int run(long from, Replay replay) {
        long at = from;
        int rounds = 0;
        while (true) {
            List<RoundBundle> bundles = neighbours.rounds(at, ROUNDS_AT_ONCE);
            if (bundles.isEmpty()) return rounds;
            for (RoundBundle bundle : bundles) {
                Optional<String> fault = fault(bundle, at);
                if (fault.isPresent()) {
                    neighbours.blame(fault.get());
                    return rounds;
                }
                RoundRecord made = replay.replay(round(bundle), bundle);
                if (!made.equals(bundle.record()))
                    throw new IllegalStateException("round " + bundle.record().round() + ": the cities certified "
                            + bundle.record() + ", this node comes to " + made);
                at = made.round();
                rounds++;
                caughtUp.incrementAndGet();
            }
        }
    }

    /// The round as consensus delivered it, as far as it left a trace.
    private static Round round(RoundBundle bundle) {
        List<Ordered> transactions = new ArrayList<>();
        List<Block> blocks = new ArrayList<>(bundle.blocks());
        blocks.sort(Comparator.comparing(b -> b.header().domain().chain()));
        for (Block block : blocks)
            for (Entry entry : block.entries())
                transactions.add(new Ordered(-1, entry.transaction().wire(), Prepared.NOTHING));
        return new Round(
                bundle.record().round(), Instant.ofEpochMilli(bundle.record().time()), transactions);
    }

    long rounds() {
        return caughtUp.get();
    }
}
