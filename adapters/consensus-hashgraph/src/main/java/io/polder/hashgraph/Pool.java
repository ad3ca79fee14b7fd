package io.polder.hashgraph;

import com.hedera.pbj.runtime.io.buffer.Bytes;
import io.polder.consensus.Submission;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.hiero.consensus.model.transaction.TimestampedTransaction;

/// What waits to go into an event of ours: signatures and broadcasts before transactions. Many threads offer, one
/// takes.
final class Pool {
    static final int EVENT_BYTES_MAX = 245_760;
    static final int URGENT_MAX = 4_096;
    static final long BYTES_MAX = 64L << 20;

    private final int ordinaryMax;
    private final Queue<Bytes> urgent = new ArrayDeque<>();
    private final Queue<Bytes> ordinary = new ArrayDeque<>();
    private long bytes;
    private long waitingSince;

    Pool(int ordinaryMax) {
        this.ordinaryMax = ordinaryMax;
    }

    synchronized Submission offer(Bytes framed) {
        return offer(ordinary, ordinaryMax, framed);
    }

    synchronized Submission offerUrgent(Bytes framed) {
        return offer(urgent, URGENT_MAX, framed);
    }

    private Submission offer(Queue<Bytes> queue, int countMax, Bytes framed) {
        if (queue.size() >= countMax || bytes + framed.length() > BYTES_MAX) return Submission.FULL;
        if (isEmpty()) waitingSince = System.nanoTime();
        queue.add(framed);
        bytes += framed.length();
        return Submission.ACCEPTED;
    }

    synchronized List<TimestampedTransaction> take() {
        List<TimestampedTransaction> taken = new ArrayList<>();
        Instant now = Instant.now();
        long room = EVENT_BYTES_MAX;
        waitingSince = System.nanoTime();
        for (Queue<Bytes> queue : List.of(urgent, ordinary))
            for (Bytes head = queue.peek(); head != null && head.length() <= room; head = queue.peek()) {
                queue.remove();
                bytes -= head.length();
                room -= head.length();
                taken.add(new TimestampedTransaction(head, now));
            }
        return taken;
    }

    synchronized boolean hasUrgent() {
        return !urgent.isEmpty();
    }

    synchronized boolean isEmpty() {
        return urgent.isEmpty() && ordinary.isEmpty();
    }

    /// True when something has waited for so long that no event was made.
    synchronized boolean isStuck(long nanos) {
        return !isEmpty() && System.nanoTime() - waitingSince > nanos;
    }

    synchronized void clear() {
        urgent.clear();
        ordinary.clear();
        bytes = 0;
    }
}
