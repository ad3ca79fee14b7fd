package io.polder.evm.rpc;

import io.polder.chain.Settlement;
import io.polder.protocol.encoding.Bytes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What wallets have sent here a moment ago. Tools such as ethers ask for a receipt once and then for the next block;
/// where no block comes without a transaction they would wait for ever if theirs became final between the two. So who
/// asks for such a receipt is held until it is there, for a short time.
final class Underway {
    static final int KEPT_MAX = 4_096;
    /// Requests that are held at once; what comes above is answered as things stand.
    static final int HELD_MAX = 64;
    /// How long after it was sent a transaction holds those who ask for it.
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Semaphore held = new Semaphore(HELD_MAX);
    private final Map<Bytes, Sent> sent = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes, Sent> eldest) {
            return size() > KEPT_MAX;
        }
    };

    private record Sent(CompletableFuture<Settlement> settlement, long until) {}

    void put(byte[] hash, CompletableFuture<Settlement> settlement) {
        synchronized (sent) {
            sent.put(Bytes.wrap(hash), new Sent(settlement, System.nanoTime() + PATIENCE.toNanos()));
        }
    }

    /// Returns when the transaction of this hash is settled, at once if it was not sent here a moment ago.
    void await(byte[] hash) {
        Sent found;
        synchronized (sent) {
            found = sent.get(Bytes.wrap(hash));
        }
        if (found == null || !held.tryAcquire()) return;
        try {
            within(found.settlement, Duration.ofNanos(Math.max(0, found.until - System.nanoTime())));
        } finally {
            held.release();
        }
    }

    static void within(CompletableFuture<Settlement> settlement, Duration patience) {
        try {
            settlement.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException notYet) {
            // Then who asks for it later sees how it ended.
        }
    }
}
