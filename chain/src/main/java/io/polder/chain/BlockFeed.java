package io.polder.chain;

import io.polder.protocol.Block;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;

/// Hands each block of a chain to its followers. A follower whose queue is full loses the queue, not the blocks: it
/// reads them from the ledger until it has caught up.
final class BlockFeed {
    static final int QUEUE_MAX = 64;
    static final int FOLLOWERS_MAX = 4_096;

    private final LongFunction<Optional<Block>> blocks;
    private final List<Queue> followers = new CopyOnWriteArrayList<>();
    private volatile long certified = -1;

    BlockFeed(LongFunction<Optional<Block>> blocks, long certified) {
        this.blocks = blocks;
        this.certified = certified;
    }

    Follower follow(long from) {
        if (followers.size() >= FOLLOWERS_MAX) throw new TooManyFollowers();
        Queue queue = new Queue(Math.max(0, from));
        followers.add(queue);
        return queue;
    }

    void publish(Block block) {
        for (Queue follower : followers) follower.offer(block);
    }

    void certified(long height) {
        // Two threads may bring two certificates in either order.
        synchronized (followers) {
            certified = Math.max(certified, height);
        }
        for (Queue follower : followers) follower.wake();
    }

    /// No more followers can be served.
    static final class TooManyFollowers extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyFollowers() {
            super("this node serves at most " + FOLLOWERS_MAX + " followers of a chain");
        }
    }

    private final class Queue implements Follower {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private final ArrayDeque<Block> waiting = new ArrayDeque<>();
        private long next;
        private long told = -1;
        private boolean closed;

        Queue(long from) {
            this.next = from;
        }

        void offer(Block block) {
            lock.lock();
            try {
                if (waiting.size() == QUEUE_MAX) waiting.clear();
                waiting.add(block);
                changed.signal();
            } finally {
                lock.unlock();
            }
        }

        void wake() {
            lock.lock();
            try {
                changed.signal();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public Optional<Notice> next(Duration patience) {
            long left = patience.toNanos();
            lock.lock();
            try {
                while (!closed) {
                    Optional<Notice> notice = take();
                    if (notice.isPresent()) return notice;
                    if (left <= 0) return Optional.empty();
                    left = changed.awaitNanos(left);
                }
                return Optional.empty();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            } finally {
                lock.unlock();
            }
        }

        private Optional<Notice> take() {
            while (!waiting.isEmpty() && waiting.peek().header().height() < next) waiting.poll();
            Optional<Block> block =
                    !waiting.isEmpty() && waiting.peek().header().height() == next
                            ? Optional.of(waiting.poll())
                            : blocks.apply(next);
            if (block.isPresent()) {
                next++;
                return Optional.of(new Notice.Final(block.get()));
            }
            long height = Math.min(certified, next - 1);
            if (height <= told) return Optional.empty();
            told = height;
            return Optional.of(new Notice.Certified(height));
        }

        @Override
        public void close() {
            followers.remove(this);
            lock.lock();
            try {
                closed = true;
                changed.signal();
            } finally {
                lock.unlock();
            }
        }
    }
}
