package io.polder.testkit;

import io.polder.consensus.Application;
import io.polder.consensus.ConsensusEngine;
import io.polder.consensus.FaultBound;
import io.polder.consensus.Ordered;
import io.polder.consensus.Round;
import io.polder.consensus.Status;
import io.polder.consensus.Submission;
import io.polder.protocol.encoding.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/// One order for several members in one process, moved by hand: nothing happens between two steps, and the same steps
/// give the same rounds. Members may sleep and come back; what they missed is delivered to them then.
public final class SharedOrder {
    public static final int WAITING_MAX = 100_000;

    private record Offer(long creator, Bytes content) {}

    private final ConcurrentLinkedDeque<Offer> transactions = new ConcurrentLinkedDeque<>();
    private final ConcurrentLinkedDeque<Offer> messages = new ConcurrentLinkedDeque<>();
    private final SortedMap<Long, Member> members = new TreeMap<>();
    private final List<Log> rounds = new ArrayList<>();
    private Instant time;

    private record Log(long number, Instant time, List<Offer> offers) {}

    public SharedOrder(Instant start) {
        this.time = start;
    }

    /// The engine of one member.
    public ConsensusEngine member(long number) {
        return new Member(number);
    }

    /// Lets time pass for the rounds to come.
    public void pass(long milliseconds) {
        time = time.plusMillis(milliseconds);
    }

    /// Orders what waits into one round, delivers it to everybody awake, and then every message.
    public void step() {
        time = time.plusMillis(100);
        List<Offer> taken = take(transactions);
        if (!taken.isEmpty()) rounds.add(new Log(rounds.size() + 1L, time, taken));
        for (Member member : List.copyOf(members.values())) member.catchUp();
        talk();
    }

    private static List<Offer> take(ConcurrentLinkedDeque<Offer> from) {
        List<Offer> taken = new ArrayList<>();
        for (Offer offer = from.poll(); offer != null; offer = from.poll()) taken.add(offer);
        return taken;
    }

    private void talk() {
        List<Offer> taken = take(messages);
        for (Offer message : taken)
            for (Member member : List.copyOf(members.values()))
                member.application.message(message.creator, message.content);
        if (!taken.isEmpty()) talk();
    }

    private final class Member implements ConsensusEngine {
        private final long number;
        private Application application;
        private Status status = Status.STARTING;

        Member(long number) {
            this.number = number;
        }

        @Override
        public void start(Application started) {
            application = started;
            status = Status.ACTIVE;
            members.put(number, this);
            application.status(status);
            catchUp();
        }

        void catchUp() {
            try {
                for (Log round : rounds)
                    if (round.number > application.durableRound() && status == Status.ACTIVE) deliver(round);
            } catch (IllegalStateException e) {
                status = Status.FAILED;
                members.remove(number);
                application.status(status);
            }
        }

        private void deliver(Log round) {
            List<Ordered> ordered = new ArrayList<>();
            for (Offer offer : round.offers)
                ordered.add(
                        new Ordered(offer.creator, offer.content, application.preHandle(offer.creator, offer.content)));
            application.deliver(new Round(round.number, round.time, ordered));
            application.seal(round.number);
        }

        @Override
        public Submission submit(Bytes transaction) {
            return offer(transactions, transaction);
        }

        @Override
        public Submission broadcast(Bytes message) {
            return offer(messages, message);
        }

        private Submission offer(ConcurrentLinkedDeque<Offer> to, Bytes content) {
            if (status != Status.ACTIVE) return Submission.NOT_ACTIVE;
            if (to.size() >= WAITING_MAX) return Submission.FULL;
            to.add(new Offer(number, content));
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
            return new FaultBound("shared-order", members.size(), 0, members.size() - 1);
        }

        @Override
        public void close() {
            status = Status.STOPPED;
            members.remove(number, this);
        }
    }
}
