package io.polder.bench;

import io.polder.consensus.Application;
import io.polder.consensus.ConsensusEngine;
import io.polder.consensus.FaultBound;
import io.polder.consensus.Ordered;
import io.polder.consensus.Round;
import io.polder.consensus.Status;
import io.polder.consensus.Submission;
import io.polder.protocol.encoding.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// An order of one, as fast as a ledger takes it: what is given to it is a round at once, at the time it is told.
final class Feed implements ConsensusEngine {
    private static final int SEAL_EVERY = 16;

    private long time;
    private long round;
    private Application application;
    private volatile Status status = Status.STARTING;

    Feed(long time) {
        this.time = time;
    }

    /// Checks signatures in parallel, before their turn, as engines do.
    List<Ordered> prepare(Stream<Bytes> transactions) {
        return transactions
                .map(t -> new Ordered(0, t, application.preHandle(0, t)))
                .toList();
    }

    /// Has a round executed and written.
    void order(long at, List<Ordered> transactions) {
        time = Math.max(time, at);
        round++;
        application.deliver(new Round(round, Instant.ofEpochMilli(time), transactions));
        if (round % SEAL_EVERY == 0) application.seal(round);
    }

    @Override
    public void start(Application started) {
        application = started;
        status = Status.ACTIVE;
        started.status(status);
    }

    @Override
    public Submission submit(Bytes transaction) {
        return Submission.NOT_ACTIVE;
    }

    @Override
    public Submission broadcast(Bytes message) {
        return Submission.ACCEPTED;
    }

    @Override
    public Status status() {
        return status;
    }

    @Override
    public long epoch() {
        return 0;
    }

    @Override
    public FaultBound faultBound() {
        return new FaultBound("feed", 1, 0, 0);
    }

    @Override
    public void close() {
        status = Status.STOPPED;
    }
}
