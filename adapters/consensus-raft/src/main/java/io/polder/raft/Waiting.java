package io.polder.raft;

import io.polder.consensus.Submission;
import io.polder.protocol.encoding.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/// What waits to be sent, bounded in number and in bytes. Many threads offer, one takes.
final class Waiting {
    static final long BYTES_MAX = 64L << 20;

    private final int countMax;
    private final Queue<Bytes> queue = new ArrayDeque<>();
    private long bytes;

    Waiting(int countMax) {
        this.countMax = countMax;
    }

    synchronized Submission offer(Bytes item) {
        if (queue.size() >= countMax || bytes + item.size() > BYTES_MAX) return Submission.FULL;
        queue.add(item);
        bytes += item.size();
        notifyAll();
        return Submission.ACCEPTED;
    }

    /// Waits for an item and takes as many as fit one parcel.
    synchronized List<Bytes> take() throws InterruptedException {
        while (queue.isEmpty()) wait();
        List<Bytes> taken = new ArrayList<>();
        int room = Parcel.BYTES_MAX;
        for (Bytes head = queue.peek(); head != null && head.size() + Parcel.ITEM_HEAD <= room; head = queue.peek()) {
            queue.remove();
            bytes -= head.size();
            room -= head.size() + Parcel.ITEM_HEAD;
            taken.add(head);
        }
        return taken;
    }

    synchronized void clear() {
        queue.clear();
        bytes = 0;
    }
}
