package io.polder.testkit;

import io.polder.consensus.Application;
import io.polder.consensus.ConsensusEngine;
import io.polder.consensus.FaultBound;
import io.polder.consensus.Ordered;
import io.polder.consensus.Round;
import io.polder.consensus.Status;
import io.polder.consensus.Submission;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.testkit.Offers.Offer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// One order for several members in one process, moved by hand: nothing happens between two moves, and the same moves
/// give the same rounds. As a real engine does, it takes snapshots, delivers the rounds after the newest fitting one
/// again after a restart, and hands its state to a member that is too far behind. Members may sleep, be cut off, or be
/// stopped dead at a chosen point of a round.
public final class SharedOrder {
    private static final int SNAPSHOTS_MAX = 3;

    /// Where in a round a member can be stopped dead.
    public enum Point {
        BEFORE_ROUND,
        /// The application has executed the round; the engine has not asked it to seal.
        AFTER_ROUND,
        /// The application has sealed; the engine has neither signed its state nor kept it.
        AFTER_SEAL,
        AFTER_SNAPSHOT
    }

    /// A member's signature under its state after a round.
    public record Signed(long member, long round, Hash digest) {}

    private record Log(long number, Instant time, List<Offer> offers) {}

    private record Plan(Point point, int roundsBefore) {}

    /// The process of a member ends here.
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final Object network = new Object();
    private final Offers offers = new Offers();
    private final SortedMap<Long, Seat> seats = new TreeMap<>();
    private final List<Log> rounds = new ArrayList<>();
    private final StateVotes votes = new StateVotes();
    private final List<Signed> signed = new ArrayList<>();
    private volatile Instant time;
    private int quorum = 1;
    private int sealEvery = 1;
    private int roundsKept = Integer.MAX_VALUE;

    public SharedOrder(Instant start) {
        this.time = start;
    }

    /// Orders only while so many members are awake and not cut off.
    public SharedOrder quorum(int members) {
        quorum = members;
        return this;
    }

    /// Seals and takes a snapshot each so many rounds.
    public SharedOrder sealEvery(int count) {
        sealEvery = count;
        return this;
    }

    /// A member that misses more rounds than this gets a state instead of the rounds.
    public SharedOrder roundsKept(int count) {
        roundsKept = count;
        return this;
    }

    /// The engine of one member, for one life of its process.
    public ConsensusEngine member(long number) {
        return new Member(number, seat(number));
    }

    private Seat seat(long number) {
        return seats.computeIfAbsent(number, n -> new Seat());
    }

    public Instant now() {
        return time;
    }

    /// Lets time pass for the rounds to come.
    public void pass(long milliseconds) {
        time = time.plusMillis(milliseconds);
    }

    /// The member's process ends at this point of a round, after so many more rounds.
    public void stopAt(long member, Point point, int roundsBefore) {
        seat(member).plan = Optional.of(new Plan(point, roundsBefore));
    }

    /// What was planned for the member does not happen.
    public void spare(long member) {
        seat(member).plan = Optional.empty();
    }

    /// The member's process ends now. What it had offered may be ordered all the same.
    public void stop(long member) {
        seat(member).awake.ifPresent(Member::die);
    }

    public boolean awake(long member) {
        return seat(member).awake.isPresent();
    }

    /// Cuts a member off, or lets it in again: what is sent to it meanwhile waits, and so does what it offers.
    public void apart(long member, boolean apart) {
        seat(member).apart = apart;
    }

    /// Changes whatever a member broadcasts on its way: a member that lies.
    public void voice(long member, UnaryOperator<Bytes> voice) {
        seat(member).voice = voice;
    }

    /// Takes away what is offered and not ordered yet, as engines may.
    public void loseOffers() {
        offers.clear();
    }

    /// All signatures under states, in the order they were made.
    public List<Signed> signed() {
        return List.copyOf(signed);
    }

    /// Rounds after which two members, or one member at two times, had different states.
    public Set<Long> disputes() {
        return votes.disputes();
    }

    public long rounds() {
        return rounds.size();
    }

    /// True when a member will get a state of others in place of rounds.
    public boolean farBehind(long member) {
        return rounds.size() - seat(member).logged > roundsKept;
    }

    /// Orders what waits into one round, delivers it to everybody awake, and then every message.
    public void step() {
        time = time.plusMillis(100);
        order(Optional.empty());
        for (Seat seat : List.copyOf(seats.values())) seat.awake.ifPresent(Member::catchUp);
        talk();
    }

    /// One small move by chance: a part of what waits is ordered, some of it twice or not at all; or one member handles
    /// one round; or one message arrives, twice, later than others, or never.
    public void gust(Random random) {
        List<Member> awake =
                seats.values().stream().flatMap(s -> s.awake.stream()).toList();
        int dice = random.nextInt(10);
        if (dice < 2) {
            time = time.plusMillis(random.nextInt(400));
            order(Optional.of(random));
        } else if (!awake.isEmpty()) {
            Member member = awake.get(random.nextInt(awake.size()));
            if (dice < 6) member.advance();
            else member.seat.hear(Fate.of(random));
        }
    }

    private long connected() {
        return seats.values().stream()
                .filter(s -> s.awake.isPresent() && !s.apart)
                .count();
    }

    private void order(Optional<Random> chance) {
        if (connected() < quorum) return;
        List<Offer> taken = offers.take(
                o -> seat(o.creator()).apart ? Fate.LATER : chance.map(Fate::of).orElse(Fate.ONCE));
        if (taken.isEmpty()) return;
        rounds.add(new Log(rounds.size() + 1L, time, taken));
        // Whoever takes part and is not far behind has the events in a log of its own from now on.
        for (Seat seat : seats.values())
            if (seat.awake.isPresent() && !seat.apart && rounds.size() - seat.logged <= roundsKept)
                seat.logged = rounds.size();
    }

    private void talk() {
        boolean talking = true;
        while (talking) {
            talking = false;
            for (Seat seat : List.copyOf(seats.values())) while (seat.hear(Fate.ONCE)) talking = true;
        }
    }

    private Submission spread(long creator, Bytes message) {
        synchronized (network) {
            Offer said = new Offer(creator, seat(creator).voice.apply(message));
            for (Seat seat : seats.values()) seat.put(said);
            return Submission.ACCEPTED;
        }
    }

    /// What outlives the process of a member: its snapshots, and what the network holds for it.
    private final class Seat {
        private final TreeMap<Long, Hash> snapshots = new TreeMap<>();
        private final ArrayDeque<Offer> inbox = new ArrayDeque<>();
        private Optional<Member> awake = Optional.empty();
        private Optional<Plan> plan = Optional.empty();
        private UnaryOperator<Bytes> voice = UnaryOperator.identity();
        private boolean apart;
        private long logged;

        void put(Offer message) {
            if (awake.isPresent() && inbox.size() < Offers.WAITING_MAX) inbox.add(message);
        }

        /// One message arrives, or does not; false when there is none.
        boolean hear(Fate fate) {
            Offer message;
            synchronized (network) {
                if (awake.isEmpty() || apart || inbox.isEmpty()) return false;
                message = inbox.poll();
                if (fate == Fate.TWICE || fate == Fate.LATER) inbox.add(message);
            }
            if (fate == Fate.ONCE || fate == Fate.TWICE) awake.get().hear(message);
            return true;
        }

        void pass(Point point) {
            if (plan.isEmpty() || plan.get().point != point) return;
            int left = plan.get().roundsBefore;
            plan = left == 0 ? Optional.empty() : Optional.of(new Plan(point, left - 1));
            if (left == 0) throw new Killed();
        }

        void keep(long round, Hash digest) {
            snapshots.put(round, digest);
            while (snapshots.size() > SNAPSHOTS_MAX) snapshots.pollFirstEntry();
        }
    }

    private final class Member implements ConsensusEngine {
        private final long number;
        private final Seat seat;
        private Application application;
        private volatile Status status = Status.STARTING;
        private long next;

        Member(long number, Seat seat) {
            this.number = number;
            this.seat = seat;
        }

        @Override
        public void start(Application started) {
            application = started;
            seat.snapshots.tailMap(application.durableRound(), false).clear();
            next = seat.snapshots.isEmpty() ? 1 : seat.snapshots.lastKey() + 1;
            seat.awake = Optional.of(this);
            become(Status.REPLAYING);
            catchUp();
            if (status == Status.REPLAYING) become(Status.ACTIVE);
        }

        private void become(Status now) {
            status = now;
            application.status(now);
        }

        void catchUp() {
            boolean more = true;
            while (more) more = advance();
        }

        /// Handles one round; false when there is none for this member now.
        boolean advance() {
            if (status != Status.ACTIVE && status != Status.REPLAYING) return false;
            long last = seat.apart ? seat.logged : rounds.size();
            if (next > last) return false;
            try {
                if (next > seat.logged && rounds.size() - next >= roundsKept) fetch();
                else handle(rounds.get(Math.toIntExact(next - 1)));
            } catch (Killed e) {
                die();
            } catch (RuntimeException e) {
                // The promise of the port: a failed application never goes on.
                become(Status.FAILED);
                vanish();
            }
            return true;
        }

        private void handle(Log round) {
            seat.pass(Point.BEFORE_ROUND);
            List<Ordered> ordered = new ArrayList<>();
            for (Offer offer : round.offers)
                ordered.add(new Ordered(
                        offer.creator(), offer.content(), application.preHandle(offer.creator(), offer.content())));
            Hash digest = application.deliver(new Round(round.number, round.time, ordered));
            votes.note(round.number, number, digest);
            seat.pass(Point.AFTER_ROUND);
            if (round.number % sealEvery == 0) {
                application.seal(round.number);
                seat.pass(Point.AFTER_SEAL);
                signed.add(new Signed(number, round.number, digest));
                seat.keep(round.number, digest);
                seat.pass(Point.AFTER_SNAPSHOT);
            }
            next++;
            seat.logged = Math.max(seat.logged, round.number);
        }

        /// The state of the others in place of the rounds that nobody keeps any more.
        private void fetch() {
            Status before = status;
            become(Status.BEHIND);
            long taught = votes.taught();
            Hash digest = votes.digest(taught);
            application.restore(taught, digest);
            votes.note(taught, number, digest);
            seat.keep(taught, digest);
            next = taught + 1;
            seat.logged = taught;
            become(before);
        }

        void hear(Offer message) {
            try {
                application.message(message.creator(), message.content());
            } catch (RuntimeException e) {
                // The promise of the port: what a message does to one member is nothing to the engine.
            }
        }

        void die() {
            status = Status.STOPPED;
            vanish();
        }

        private void vanish() {
            synchronized (network) {
                if (seat.awake.filter(m -> m == this).isEmpty()) return;
                seat.awake = Optional.empty();
                seat.inbox.clear();
            }
        }

        @Override
        public Submission submit(Bytes transaction) {
            return status == Status.ACTIVE ? offers.add(new Offer(number, transaction)) : Submission.NOT_ACTIVE;
        }

        @Override
        public Submission broadcast(Bytes message) {
            return status == Status.ACTIVE ? spread(number, message) : Submission.NOT_ACTIVE;
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
            return new FaultBound("shared-order", seats.size(), 0, seats.size() - quorum);
        }

        @Override
        public void close() {
            status = Status.STOPPED;
            vanish();
        }
    }
}
