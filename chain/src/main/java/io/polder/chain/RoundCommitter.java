package io.polder.chain;

import io.polder.ledger.Batch;
import io.polder.ledger.Ledger;
import io.polder.protocol.Block;
import io.polder.protocol.Certificate;
import io.polder.protocol.Roster;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.encoding.Hash;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// The one writer of a cluster's ledger: blocks, states, indexes and the round go down in one batch with one fsync.
final class RoundCommitter {
    private final Ledger ledger;
    private final Hash network;
    private final ReentrantLock lock = new ReentrantLock();

    RoundCommitter(Ledger ledger, Hash network) {
        this.ledger = ledger;
        this.network = network;
    }

    /// What a round would write: nothing is written before `commit`.
    record Plan(RoundRecord record, Ledger.Commit commit) {}

    /// Puts the drafts of a round together. The record names the newest header of every chain.
    ///
    /// @param next the hash of the roster that takes over after this round, or zero
    Plan plan(Roster roster, long round, long time, List<BlockProcessor.Draft> drafts, Hash next) {
        List<Block> blocks = drafts.stream().map(BlockProcessor.Draft::block).toList();
        Heads heads = Heads.of(ledger).after(blocks);
        Batch batch = new Batch();
        for (BlockProcessor.Draft draft : drafts) batch.addAll(draft.batch());
        RoundRecord record =
                new RoundRecord(network, roster.cluster(), roster.epoch(), round, time, heads.root(), next);
        return new Plan(
                record,
                new Ledger.Commit(
                        batch,
                        new Ledger.RoundEntry(record, heads.heights()),
                        blocks.stream().map(Block::header).toList()));
    }

    /// Writes a round and returns once it would survive a power cut.
    void commit(Plan plan) {
        locked(() -> ledger.commit(plan.commit));
    }

    /// Writes a round that others have certified: it waits for `sync`.
    void write(Plan plan) {
        locked(() -> ledger.write(plan.commit));
    }

    void sync() {
        locked(ledger::sync);
    }

    /// The newest round that is written.
    long newestRound() {
        return ledger.newest().map(n -> n.record().round()).orElse(0L);
    }

    void seal(long round) {
        locked(() -> ledger.seal(round));
    }

    void certify(long round, Certificate certificate) {
        locked(() -> ledger.certify(round, certificate));
    }

    private void locked(Runnable write) {
        lock.lock();
        try {
            write.run();
        } finally {
            lock.unlock();
        }
    }
}
