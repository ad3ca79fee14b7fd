package io.polder.chain;

import io.polder.ledger.Batch;
import io.polder.ledger.Ledger;
import io.polder.protocol.Certificate;
import io.polder.protocol.Header;
import io.polder.protocol.Roster;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.encoding.Hash;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/// The one writer of a cluster's ledger: blocks, states, indexes and the round go down in one batch with one fsync.
final class RoundCommitter {
    private final Ledger ledger;
    private final Hash network;
    private final List<String> chains;
    private final ReentrantLock lock = new ReentrantLock();

    RoundCommitter(Ledger ledger, Hash network, List<String> chains) {
        this.ledger = ledger;
        this.network = network;
        this.chains = List.copyOf(chains);
    }

    /// Writes the drafts of a round and returns its record. The record names the newest header of every chain.
    RoundRecord commit(Roster roster, long round, long time, List<BlockProcessor.Draft> drafts) {
        SortedMap<String, Hash> headers = new TreeMap<>();
        SortedMap<String, Long> heights = new TreeMap<>();
        for (String chain : chains) ledger.chain(chain).head().ifPresent(h -> note(h, headers, heights));
        Batch batch = new Batch();
        for (BlockProcessor.Draft draft : drafts) {
            note(draft.block().header(), headers, heights);
            batch.addAll(draft.batch());
        }
        RoundRecord record = new RoundRecord(
                network, roster.cluster(), roster.epoch(), round, time, RoundRecord.chainsRoot(headers), Hash.ZERO);
        lock.lock();
        try {
            ledger.commit(new Ledger.Commit(
                    batch,
                    new Ledger.RoundEntry(record, heights),
                    drafts.stream().map(d -> d.block().header()).toList()));
        } finally {
            lock.unlock();
        }
        return record;
    }

    private static void note(Header header, SortedMap<String, Hash> headers, SortedMap<String, Long> heights) {
        headers.put(header.domain().chain(), header.hash());
        heights.put(header.domain().chain(), header.height());
    }

    void seal(long round) {
        lock.lock();
        try {
            ledger.seal(round);
        } finally {
            lock.unlock();
        }
    }

    void certify(long round, Certificate certificate) {
        lock.lock();
        try {
            ledger.certify(round, certificate);
        } finally {
            lock.unlock();
        }
    }
}
