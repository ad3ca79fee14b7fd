package io.polder.solo;

import io.polder.consensus.Application;
import io.polder.consensus.Cluster;
import io.polder.consensus.ConsensusEngine;
import io.polder.consensus.FaultBound;
import io.polder.consensus.Ordered;
import io.polder.consensus.Round;
import io.polder.consensus.Status;
import io.polder.consensus.Submission;
import io.polder.protocol.encoding.Bytes;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// A cluster of one member: the order is the order of arrival. It keeps nothing itself: every round is sealed before
/// the next, so the application's durable round says where to go on.
public final class Solo implements ConsensusEngine {
    public static final int PAYLOAD_MAX = 131_072;
    public static final int ROUND_TRANSACTIONS_MAX = 1_000;
    public static final int QUEUE_MAX = 20_000;

    private static final Logger LOG = System.getLogger(Solo.class.getName());

    private record Offer(Bytes content, boolean ordered) {}

    private final Cluster cluster;
    private final long self;
    private final InstantSource clock;
    private final BlockingQueue<Offer> queue;
    private volatile Status status = Status.STARTING;
    private Application application;
    private Thread thread;

    public Solo(Cluster cluster, InstantSource clock) {
        this(cluster, clock, QUEUE_MAX);
    }

    public Solo(Cluster cluster, InstantSource clock, int queueMax) {
        if (cluster.peers().size() != 1)
            throw new IllegalArgumentException(
                    "expected a cluster of one member, got " + cluster.peers().size());
        this.cluster = cluster;
        this.self = cluster.peers().getFirst().number();
        this.clock = clock;
        this.queue = new ArrayBlockingQueue<>(queueMax);
    }

    @Override
    public synchronized void start(Application application) {
        if (this.application != null || status == Status.STOPPED)
            throw new IllegalStateException("an engine starts once");
        this.application = application;
        thread = Thread.ofPlatform().daemon().name("solo-" + cluster.name()).start(this::run);
        become(Status.ACTIVE);
    }

    @Override
    public Submission submit(Bytes transaction) {
        return offer(new Offer(transaction, true));
    }

    @Override
    public Submission broadcast(Bytes message) {
        return offer(new Offer(message, false));
    }

    private Submission offer(Offer offer) {
        if (offer.content().size() > PAYLOAD_MAX) return Submission.TOO_LARGE;
        if (status != Status.ACTIVE) return Submission.NOT_ACTIVE;
        return queue.offer(offer) ? Submission.ACCEPTED : Submission.FULL;
    }

    @Override
    public Status status() {
        return status;
    }

    @Override
    public long epoch() {
        return cluster.epoch();
    }

    @Override
    public FaultBound faultBound() {
        return new FaultBound("solo", 1, 0, 0);
    }

    /// What waits is dropped: whoever needs it submits it again.
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            if (status == Status.STOPPED) return;
            become(Status.STOPPED);
            running = thread;
        }
        if (running == null) return;
        running.interrupt();
        if (running != Thread.currentThread()) await(running);
    }

    private void run() {
        try {
            long number = application.durableRound();
            Instant time = Instant.MIN;
            while (status == Status.ACTIVE || status == Status.STARTING) {
                List<Offer> offers = next();
                Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
                time = now.isAfter(time) ? now : time;
                if (round(number + 1, time, offers)) number++;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "the application failed; nothing more is delivered", e);
            become(Status.FAILED);
        }
    }

    private List<Offer> next() throws InterruptedException {
        List<Offer> offers = new ArrayList<>();
        offers.add(queue.take());
        queue.drainTo(offers, ROUND_TRANSACTIONS_MAX - 1);
        return offers;
    }

    private boolean round(long number, Instant time, List<Offer> offers) {
        List<Ordered> ordered = new ArrayList<>();
        for (Offer offer : offers) {
            if (offer.ordered())
                ordered.add(new Ordered(self, offer.content(), application.preHandle(self, offer.content())));
            else application.message(self, offer.content());
        }
        if (ordered.isEmpty()) return false;
        application.deliver(new Round(number, time, ordered));
        application.seal(number);
        return true;
    }

    private void become(Status next) {
        synchronized (queue) {
            if (status == next || status == Status.STOPPED) return;
            status = next;
        }
        application(next);
    }

    private void application(Status next) {
        if (application != null) application.status(next);
    }

    private static void await(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
