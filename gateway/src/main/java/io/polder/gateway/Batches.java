package io.polder.gateway;

import io.polder.chain.Admission;
import io.polder.chain.RefusalCode;
import io.polder.chain.Settlement;
import io.polder.protocol.Address;
import io.polder.protocol.Frame;
import io.polder.protocol.Lane;
import io.polder.protocol.Outcome;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.signature.SigningKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Gathers unsigned readings for one chain into batches that the city signs: proxied, and marked so by their sender for
/// ever. One thread of its own gathers, signs and submits.
final class Batches implements AutoCloseable {
    static final int WAITING_MAX = 8_192;
    static final long GATHER_MS = 50;
    /// Room for the signed head, the signature and the arrays around the readings.
    private static final int HEAD_BYTES = 1_024;
    private static final int READING_HEAD_BYTES = 3;
    private static final long PATIENCE_MS = 200;
    private static final long CLOSE_MS = 5_000;

    /// The readings of one uplink, which stay together.
    record Parcel(List<Bytes> readings, Route.Acknowledge acknowledge, Consumer<Delivery> done) {
        int bytes() {
            return readings.stream()
                    .mapToInt(r -> r.size() + READING_HEAD_BYTES)
                    .sum();
        }
    }

    private final ChainDoor chain;
    private final Address city;
    private final SigningKey key;
    private final InstantSource clock;
    private final Courier courier;
    private final ArrayBlockingQueue<Parcel> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final AtomicLong sequence;
    private final Thread thread;
    private volatile boolean closed;

    Batches(ChainDoor chain, City city, InstantSource clock, Courier courier) {
        this.chain = chain;
        this.city = Address.city(city.name());
        this.key = city.key();
        this.clock = clock;
        this.courier = courier;
        // A restarted city must not repeat a sequence: milliseconds leave room for a million batches each second.
        this.sequence = new AtomicLong(clock.millis() * 1_000);
        this.thread =
                Thread.ofPlatform().name("batches-" + chain.name()).daemon().start(this::run);
    }

    /// False when too many wait.
    boolean offer(Parcel parcel) {
        return !closed && waiting.offer(parcel);
    }

    int room() {
        return (int) chain.limits().transactionBytes() - HEAD_BYTES;
    }

    private void run() {
        List<Parcel> left = new ArrayList<>(1);
        while (!closed || !waiting.isEmpty()) {
            try {
                List<Parcel> batch = gather(left);
                if (!batch.isEmpty()) send(batch);
            } catch (InterruptedException e) {
                closed = true;
            }
        }
        left.forEach(parcel -> parcel.done().accept(closing()));
    }

    /// Takes what fits into one batch within the time; the first that does not fit waits in `left`.
    private List<Parcel> gather(List<Parcel> left) throws InterruptedException {
        List<Parcel> batch = new ArrayList<>();
        Parcel next = left.isEmpty() ? waiting.poll(PATIENCE_MS, TimeUnit.MILLISECONDS) : left.removeFirst();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GATHER_MS);
        int readings = 0;
        int bytes = 0;
        while (next != null) {
            readings += next.readings().size();
            bytes += next.bytes();
            if (!batch.isEmpty() && (readings > Frame.READINGS_MAX || bytes > room())) {
                left.add(next);
                return batch;
            }
            batch.add(next);
            if (readings == Frame.READINGS_MAX) return batch;
            next = waiting.poll(closed ? 0 : end - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
        return batch;
    }

    private void send(List<Parcel> batch) {
        List<Bytes> readings =
                batch.stream().flatMap(p -> p.readings().stream()).toList();
        long now = clock.millis();
        Window window = new Window(Math.max(0, now - TimeAdvice.BACK_MS), now + TimeAdvice.AHEAD_MS);
        Frame frame = new Frame(chain.domain(), city, new Lane(0, sequence.getAndIncrement()), window, readings);
        switch (courier.submit(chain, Transaction.sign(frame, key))) {
            case Admission.Refused(RefusalCode code, String detail) -> {
                Delivery refused = Courier.refused(code, detail);
                batch.forEach(parcel -> parcel.done().accept(refused));
            }
            case Admission.Pending pending -> {
                batch.stream()
                        .filter(p -> p.acknowledge() == Route.Acknowledge.ACCEPTED)
                        .forEach(p -> p.done().accept(new Delivery.Accepted(pending.id())));
                courier.settled(pending, settlement -> settle(batch, settlement));
            }
        }
    }

    /// A contract refuses a batch whole. So that one bad reading does not cost the others, its halves are sent again.
    private void settle(List<Parcel> batch, Settlement settlement) {
        boolean reverted =
                settlement instanceof Settlement.Final end && end.receipt().outcome() instanceof Outcome.Reverted;
        if (reverted && batch.size() > 1) {
            int half = batch.size() / 2;
            send(batch.subList(0, half));
            send(batch.subList(half, batch.size()));
            return;
        }
        Delivery delivery = Courier.delivery(settlement);
        batch.stream()
                .filter(p -> p.acknowledge() == Route.Acknowledge.FINAL)
                .forEach(p -> p.done().accept(delivery));
    }

    private static Delivery closing() {
        return new Delivery.Busy("the door is closing");
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(CLOSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
