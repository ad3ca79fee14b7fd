package io.polder.chain;

import io.polder.ledger.Batch;
import io.polder.ledger.Range;
import io.polder.ledger.Space;
import io.polder.ledger.Store;
import io.polder.protocol.Envelope;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Keeps accepted transactions through a power cut until they are settled. Many callers share one fsync: a writer
/// thread takes what waits and writes it in one batch.
final class Outbox implements AutoCloseable {
    static final int ENTRIES_MAX = 65_536;
    static final long BYTES_MAX = 128L << 20;
    static final int BATCH_MAX = 2_048;
    /// How often the time between two offers doubles.
    static final int DOUBLINGS_MAX = 2;
    /// The most time between two offers, whatever is usual.
    static final long AGAIN_MAX_MS = 60_000;

    private static final int USUAL_TIMES = 3;
    /// Over how many the usual time is a running mean.
    private static final int USUAL_OF = 64;

    private static final long PATIENCE_MS = 200;
    private static final Space SPACE = Space.of("outbox");
    private static final Logger LOG = System.getLogger(Outbox.class.getName());

    /// A transaction that waits: its chain, its bytes on the wire, when it expires, when it was last offered.
    static final class Waiting {
        final Hash id;
        final String chain;
        final Bytes wire;
        final long expires;
        final CompletableFuture<Settlement> settlement = new CompletableFuture<>();
        private final CompletableFuture<Boolean> kept = new CompletableFuture<>();
        private long sequence;
        private volatile long offered;
        private volatile int offers;
        private volatile long firstNanos;

        Waiting(Hash id, String chain, Bytes wire, long expires) {
            this.id = id;
            this.chain = chain;
            this.wire = wire;
            this.expires = expires;
        }

        /// Notes that it was offered now, and whether the engine took it.
        void offered(long time, boolean taken) {
            offered = time;
            if (!taken) return;
            if (offers == 0) firstNanos = System.nanoTime();
            offers++;
        }

        /// True once the engine that runs has taken it.
        boolean taken() {
            return offers > 0;
        }

        private void again() {
            offered = 0;
            offers = 0;
        }

        private boolean due(long time, long patience) {
            int doublings = Math.clamp(offers - 1L, 0, DOUBLINGS_MAX);
            return offered == 0 || time - offered >= Math.max(patience, Keeper.AGAIN_MS << doublings);
        }

        /// True for an envelope of a foreign ecosystem: its repeats are known by the state, not by its id.
        boolean foreign() {
            Envelope envelope = Envelope.of(wire.at(0));
            return envelope == Envelope.ETHEREUM || envelope == Envelope.FABRIC;
        }
    }

    private sealed interface Order {
        record Keep(Waiting waiting) implements Order {}

        record Drop(long sequence) implements Order {}

        /// Nothing to write: the writer is to look whether it is closed.
        record Look() implements Order {}
    }

    private final Store store;
    private final Map<Hash, Waiting> waiting = new LinkedHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayBlockingQueue<Order> orders = new ArrayBlockingQueue<>(2 * ENTRIES_MAX);
    private final Thread writer;
    private long bytes;
    private long next;
    private long usualNanos;
    private volatile boolean closed;
    private volatile boolean broken;

    Outbox(Store store, String name) {
        this.store = store;
        load();
        this.writer = Thread.ofPlatform().name("outbox-" + name).daemon().start(this::write);
    }

    private void load() {
        store.scan(SPACE, Range.ALL, entry -> {
            List<Cbor> items = Cbor.decode(entry.value()).asArray(4);
            Waiting each = new Waiting(
                    items.get(0).asHash(),
                    items.get(1).asText(),
                    items.get(2).asBytes(),
                    items.get(3).asInt());
            each.sequence = ByteBuffer.wrap(entry.key().shared()).getLong();
            each.kept.complete(true);
            waiting.put(each.id, each);
            bytes += each.wire.size();
            next = each.sequence + 1;
            return true;
        });
    }

    /// Keeps a transaction and returns once it would survive a power cut; one that waits already is returned as it is,
    /// and nothing when the outbox is full or closed.
    Optional<Waiting> keep(Hash id, String chain, Bytes wire, long expires) {
        Waiting entry = new Waiting(id, chain, wire, expires);
        lock.lock();
        try {
            Waiting before = waiting.get(id);
            if (before != null) entry = before;
            else if (closed || waiting.size() >= ENTRIES_MAX || bytes + wire.size() > BYTES_MAX)
                return Optional.empty();
            else {
                entry.sequence = next++;
                waiting.put(id, entry);
                bytes += wire.size();
                orders.add(new Order.Keep(entry));
            }
        } finally {
            lock.unlock();
        }
        return entry.kept.join() ? Optional.of(entry) : Optional.empty();
    }

    Optional<Waiting> find(Hash id) {
        lock.lock();
        try {
            return Optional.ofNullable(waiting.get(id));
        } finally {
            lock.unlock();
        }
    }

    /// The transaction needs no keeping any more; its waiters learn how it ended.
    void settle(Hash id, Settlement settlement) {
        Waiting entry;
        lock.lock();
        try {
            entry = waiting.remove(id);
            if (entry == null) return;
            if (entry.firstNanos != 0) usualNanos += (System.nanoTime() - entry.firstNanos - usualNanos) / USUAL_OF;
            bytes -= entry.wire.size();
            // Without a writer the entry stays in the store, and is found settled when it is looked at again.
            if (!closed) orders.add(new Order.Drop(entry.sequence));
        } finally {
            lock.unlock();
        }
        entry.settlement.complete(settlement);
    }

    /// True when whoever orders now has taken all that waits.
    boolean taken() {
        lock.lock();
        try {
            return waiting.values().stream().allMatch(Waiting::taken);
        } finally {
            lock.unlock();
        }
    }

    /// Those that may be lost, oldest first: last offered three times as long ago as it usually takes.
    ///
    /// When everything is late nothing is lost yet, and each further offer would make all others later.
    List<Waiting> due(long time) {
        lock.lock();
        try {
            long patience = Math.min(AGAIN_MAX_MS, USUAL_TIMES * usualNanos / 1_000_000);
            return waiting.values().stream().filter(w -> w.due(time, patience)).toList();
        } finally {
            lock.unlock();
        }
    }

    /// Everything is due now: whoever had taken it has ended.
    void again() {
        lock.lock();
        try {
            waiting.values().forEach(Waiting::again);
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        List<Order> taken = new ArrayList<>();
        try {
            while (!closed || !orders.isEmpty()) {
                Order first = orders.poll(PATIENCE_MS, TimeUnit.MILLISECONDS);
                if (first == null) continue;
                taken.add(first);
                orders.drainTo(taken, BATCH_MAX);
                write(taken);
                taken.forEach(order -> answer(order, true));
                taken.clear();
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "the outbox is interrupted");
        } catch (RuntimeException e) {
            broken = true;
            LOG.log(Level.ERROR, "the outbox cannot be written: this node takes nothing any more", e);
        }
        end(taken);
    }

    /// Whoever waits is told that nothing is kept, and nobody waits after this.
    private void end(List<Order> taken) {
        lock.lock();
        try {
            closed = true;
            orders.drainTo(taken);
            for (Order order : taken) answer(order, false);
        } finally {
            lock.unlock();
        }
    }

    private void answer(Order order, boolean kept) {
        if (!(order instanceof Order.Keep(Waiting each))) return;
        if (!kept) forget(each);
        each.kept.complete(kept);
    }

    /// What is not kept is refused, so it must not be offered either.
    private void forget(Waiting each) {
        lock.lock();
        try {
            if (waiting.remove(each.id, each)) bytes -= each.wire.size();
        } finally {
            lock.unlock();
        }
    }

    /// True when the store failed: nothing is kept any more, and what was kept is in the store.
    boolean broken() {
        return broken;
    }

    private void write(List<Order> taken) {
        Batch batch = new Batch();
        boolean keeps = false;
        for (Order order : taken) {
            switch (order) {
                case Order.Keep(Waiting each) -> {
                    keeps = true;
                    batch.put(SPACE, key(each.sequence), encode(each));
                }
                case Order.Drop(long sequence) -> batch.delete(SPACE, key(sequence));
                case Order.Look look -> {}
            }
        }
        if (batch.isEmpty()) return;
        store.write(batch, keeps ? Store.Durability.SYNCED : Store.Durability.BUFFERED);
    }

    private static Bytes encode(Waiting each) {
        return Cbor.array(Cbor.of(each.id), Cbor.of(each.chain), Cbor.of(each.wire), Cbor.of(each.expires))
                .encode();
    }

    private static Bytes key(long sequence) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(sequence).array());
    }

    @Override
    public void close() {
        closed = true;
        orders.offer(new Order.Look());
        try {
            writer.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        store.close();
    }
}
