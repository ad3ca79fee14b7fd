package io.polder.chain.attempt;

import io.polder.ledger.Batch;
import io.polder.ledger.Entry;
import io.polder.ledger.MemoryStore;
import io.polder.ledger.Range;
import io.polder.ledger.Space;
import io.polder.ledger.Store;
import io.polder.ledger.StoreException;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// What others tried on private chains at all doors of a city: the newest of each chain, for its owner. A door hands
/// over
/// whatever chain is named and goes on; whether there is such a chain is found out later, so that no answer takes
/// longer
/// for one that is there.
public final class Attempts implements AutoCloseable {
    /// Attempts that are kept of one chain.
    public static final int KEPT_MAX = 1_000;

    static final int QUEUE_MAX = 8_192;
    static final int BATCH_MAX = 1_024;
    static final int TEXT_MAX = 512;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Space SPACE = Space.of("attempts");
    private static final Logger LOG = System.getLogger(Attempts.class.getName());

    private final Predicate<String> there;
    private final Supplier<Store> shelf;
    private final ArrayBlockingQueue<Order> orders = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final AtomicLong lost = new AtomicLong();
    private Optional<Store> store = Optional.empty();
    private Optional<Thread> writer = Optional.empty();
    private boolean closed;

    /// One attempt: when (epoch milliseconds), by whom as far as that was proven, and what was asked.
    public record Attempt(long time, String by, String asked) {}

    /// An attempt, and its number among all on its chain here, from 1.
    public record Kept(long number, Attempt attempt) {}

    private sealed interface Order {
        record Note(String chain, Attempt attempt) implements Order {}

        record Ask(String chain, CompletableFuture<List<Kept>> answer) implements Order {}

        record End() implements Order {}
    }

    /// @param there whether there is a private chain of a name
    /// @param shelf where attempts are kept; it is opened when it is first needed
    public Attempts(Predicate<String> there, Supplier<Store> shelf) {
        this.there = there;
        this.shelf = shelf;
    }

    /// A record that ends with the process.
    public static Attempts passing(Predicate<String> there) {
        return new Attempts(there, MemoryStore::new);
    }

    /// Hands an attempt over; never blocks. Where too much comes at once it is counted and not kept.
    public void note(String chain, Attempt attempt) {
        if (!give(new Order.Note(chain, attempt))) lost.incrementAndGet();
    }

    /// What was tried on a chain, the newest last.
    public List<Kept> of(String chain) {
        CompletableFuture<List<Kept>> answer = new CompletableFuture<>();
        try {
            if (!give(new Order.Ask(chain, answer))) throw new StoreException("the record of attempts is overrun");
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new StoreException("the record of attempts does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted", e);
        }
    }

    /// Attempts since the start that came too fast to be kept, or that could not be written.
    public long lost() {
        return lost.get();
    }

    private synchronized boolean give(Order order) {
        if (closed || !orders.offer(order)) return false;
        if (writer.isEmpty())
            writer = Optional.of(Thread.ofPlatform().daemon().name("attempts").start(this::work));
        return true;
    }

    private void work() {
        List<Order> taken = new ArrayList<>();
        try {
            boolean ended = false;
            while (!ended) {
                taken.add(orders.take());
                orders.drainTo(taken, BATCH_MAX);
                ended = taken.contains(new Order.End());
                settle(taken);
                taken.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        store.ifPresent(Store::close);
    }

    /// All notes are written before a question among them is answered.
    private void settle(List<Order> taken) {
        Batch batch = new Batch();
        try {
            for (Order order : taken)
                if (order instanceof Order.Note(String chain, Attempt attempt) && there.test(chain)) {
                    // Each sees the one before it.
                    keep(batch, chain, attempt);
                    open().write(batch, Store.Durability.BUFFERED);
                    batch.clear();
                }
            if (store.isPresent()) store.get().sync();
        } catch (StoreException e) {
            lost.addAndGet(taken.size());
            LOG.log(Level.ERROR, "attempts on private chains could not be kept", e);
        }
        for (Order order : taken) if (order instanceof Order.Ask ask) answer(ask);
    }

    private Store open() {
        if (store.isEmpty()) store = Optional.of(shelf.get());
        return store.get();
    }

    private void keep(Batch batch, String chain, Attempt attempt) {
        Space space = SPACE.within(Bytes.concat(Bytes.utf8(chain), Bytes.of((byte) 0)));
        long number = open().first(space, Range.ALL.reversed())
                        .map(newest -> number(newest.key()))
                        .orElse(0L)
                + 1;
        batch.put(
                space,
                key(number),
                Cbor.array(Cbor.of(attempt.time), Cbor.of(bounded(attempt.by)), Cbor.of(bounded(attempt.asked)))
                        .encode());
        if (number > KEPT_MAX) batch.delete(space, key(number - KEPT_MAX));
    }

    private static String bounded(String text) {
        return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX);
    }

    private void answer(Order.Ask ask) {
        try {
            Space space = SPACE.within(Bytes.concat(Bytes.utf8(ask.chain), Bytes.of((byte) 0)));
            List<Kept> kept = new ArrayList<>();
            for (Entry entry : open().range(space, Range.ALL, KEPT_MAX)) {
                List<Cbor> items = Cbor.decode(entry.value()).asArray(3);
                kept.add(new Kept(
                        number(entry.key()),
                        new Attempt(
                                items.get(0).asInt(),
                                items.get(1).asText(),
                                items.get(2).asText())));
            }
            ask.answer.complete(kept);
        } catch (StoreException e) {
            ask.answer.completeExceptionally(e);
        }
    }

    private static Bytes key(long number) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    private static long number(Bytes key) {
        return ByteBuffer.wrap(key.toArray()).getLong();
    }

    /// What was handed over is kept when this returns.
    @Override
    public void close() {
        Optional<Thread> ending;
        synchronized (this) {
            if (closed) return;
            closed = true;
            ending = writer;
        }
        if (ending.isEmpty()) return;
        try {
            if (orders.offer(new Order.End(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                ending.get().join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
