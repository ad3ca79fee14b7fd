package io.polder.chain;

import io.polder.consensus.ConsensusEngine;
import io.polder.protocol.Certificate;
import io.polder.protocol.Member;
import io.polder.protocol.Roster;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;

/// Signs this city's round records and gathers the other cities' signatures until a record is certified. Signatures
/// travel unordered and may come before the round they are for; what comes too early waits, within bounds.
final class Certifier {
    /// Rounds whose signatures are kept while they lack a quorum.
    static final int OPEN_MAX = 4_096;
    /// How far ahead of this city's newest round another city's signature is believed to be for a real round.
    static final long AHEAD_MAX = 2_048;

    /// Newest rounds among which those without a certificate are signed again after a restart.
    static final int RESUME_MAX = 256;
    /// One call in so many sends a reminder for a round, so that signatures have time to travel first.
    static final int REMIND_EVERY = 4;
    /// Open rounds that one reminder names.
    static final int REMIND_MAX = 16;

    private static final long SIGNED = 0;
    private static final long REMINDER = 1;

    /// Where a finished certificate goes, and where an old one can be found.
    interface Sink {
        void certified(RoundRecord record, Certificate certificate);

        /// The record of a round that is durable here.
        Optional<RoundRecord> record(long round);
    }

    private final LongFunction<Optional<Roster>> rosters;
    private final Member self;
    private final SigningKey key;
    private final Signatures checks;
    private final Sink sink;
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<Long, Gathering> open = new TreeMap<>();
    private final AtomicLong rejected = new AtomicLong();
    /// The newest round for which each other member sent its signature; no more entries than members.
    private final Map<Long, Long> heard = new ConcurrentHashMap<>();
    private volatile long certified;
    private volatile long newest;

    /// @param rosters the roster of each epoch that is known; members keep their numbers from one to the next
    /// @param self this city, which is in a roster when that has its name with its key
    Certifier(
            LongFunction<Optional<Roster>> rosters,
            Member self,
            SigningKey key,
            Signatures checks,
            Sink sink,
            long certified) {
        this.rosters = rosters;
        this.self = self;
        this.key = key;
        this.checks = checks;
        this.sink = sink;
        this.certified = certified;
        this.newest = certified;
    }

    private static final class Gathering {
        private Optional<RoundRecord> record = Optional.empty();
        private final SortedMap<Long, Bytes> unchecked = new TreeMap<>();
        private final SortedMap<Long, Bytes> valid = new TreeMap<>();
        private int reminders;
    }

    /// Signs a record that is durable here and broadcasts the signature. Must be called once per round, in order.
    void sign(RoundRecord record, ConsensusEngine engine) {
        take(record).ifPresent(signature -> engine.broadcast(message(SIGNED, record, signature)));
    }

    /// Signs again what was signed before a restart and is not known to be certified; nothing is sent yet.
    void resume(List<RoundRecord> records) {
        records.forEach(this::take);
    }

    /// This city's seat in the roster of a record, if it has one.
    private Optional<Member> seat(long epoch) {
        return rosters.apply(epoch)
                .flatMap(roster -> roster.member(self.name()))
                .filter(member -> member.key().equals(key.publicKey()));
    }

    private Optional<Bytes> take(RoundRecord record) {
        Optional<Member> seat = seat(record.epoch());
        Optional<Bytes> signature = seat.map(member -> Certificate.sign(record, member, key));
        Optional<Finished> finished;
        lock.lock();
        try {
            newest = Math.max(newest, record.round());
            Gathering gathering = open.computeIfAbsent(record.round(), r -> new Gathering());
            gathering.record = Optional.of(record);
            seat.ifPresent(member -> {
                gathering.valid.put(member.number(), signature.orElseThrow());
                gathering.unchecked.remove(member.number());
            });
            gathering.unchecked.forEach((number, early) -> admit(gathering, number, early));
            gathering.unchecked.clear();
            finished = finish(gathering);
            trim();
        } finally {
            lock.unlock();
        }
        finished.ifPresent(f -> sink.certified(f.record, f.certificate));
        return signature;
    }

    private static Bytes message(long kind, RoundRecord record, Bytes signature) {
        return Cbor.array(Cbor.of(kind), Cbor.of(record.epoch()), Cbor.of(record.round()), Cbor.of(signature))
                .encode();
    }

    /// Takes another member's broadcast; the engine vouches for the sender.
    void message(long sender, Bytes message, ConsensusEngine engine) {
        try {
            List<Cbor> items = Cbor.decode(message).asArray(4);
            long epoch = items.get(1).asCount();
            if (rosters.apply(epoch).isEmpty()
                    || seat(epoch).filter(s -> s.number() == sender).isPresent()) return;
            long round = items.get(2).asCount();
            heard.merge(sender, Math.min(round, newest), Math::max);
            gather(sender, round, items.get(3).asBytes()).ifPresent(f -> sink.certified(f.record, f.certificate));
            if (items.get(0).asCount() == REMINDER) answer(round, engine);
        } catch (Malformed e) {
            rejected.incrementAndGet();
        }
    }

    /// Somebody still lacks signatures for a round that is certified or forgotten here: ours is sent once more.
    private void answer(long round, ConsensusEngine engine) {
        if (round <= certified && round > 0)
            sink.record(round)
                    .ifPresent(record -> seat(record.epoch())
                            .ifPresent(member ->
                                    engine.broadcast(message(SIGNED, record, Certificate.sign(record, member, key)))));
    }

    private Optional<Finished> gather(long sender, long round, Bytes signature) {
        lock.lock();
        try {
            if (!open.containsKey(round) && (round <= certified || round > newest + AHEAD_MAX)) return Optional.empty();
            Gathering gathering = open.computeIfAbsent(round, r -> new Gathering());
            if (gathering.record.isEmpty()) {
                gathering.unchecked.putIfAbsent(sender, signature);
                return Optional.empty();
            }
            if (!gathering.valid.containsKey(sender)) admit(gathering, sender, signature);
            return finish(gathering);
        } finally {
            lock.unlock();
        }
    }

    private void admit(Gathering gathering, long sender, Bytes signature) {
        RoundRecord record = gathering.record.orElseThrow();
        Optional<Member> member = rosters.apply(record.epoch()).flatMap(r -> r.member(sender));
        if (member.isPresent() && Certificate.holds(record, member.get(), signature, checks))
            gathering.valid.put(sender, signature);
        else rejected.incrementAndGet();
    }

    private record Finished(RoundRecord record, Certificate certificate) {}

    private Optional<Finished> finish(Gathering gathering) {
        RoundRecord record = gathering.record.orElseThrow();
        Roster roster = rosters.apply(record.epoch()).orElseThrow();
        if (gathering.valid.size() < roster.quorum()) return Optional.empty();
        open.remove(record.round());
        certified = Math.max(certified, record.round());
        return Optional.of(new Finished(record, new Certificate(gathering.valid)));
    }

    /// A later certificate proves an older block as well, so the oldest open rounds may go.
    private void trim() {
        while (open.size() > OPEN_MAX) open.pollFirstEntry();
    }

    /// A certificate that came with a neighbour's round.
    void learned(long round) {
        lock.lock();
        try {
            open.remove(round);
            certified = Math.max(certified, round);
        } finally {
            lock.unlock();
        }
    }

    /// Sends this city's signature again for rounds that still lack a quorum.
    void remind(ConsensusEngine engine) {
        for (Gathering own : due())
            seat(own.record.orElseThrow().epoch())
                    .map(member -> own.valid.get(member.number()))
                    .ifPresent(signature -> engine.broadcast(message(REMINDER, own.record.orElseThrow(), signature)));
    }

    /// The newest first: its certificate covers the blocks of all before it.
    private List<Gathering> due() {
        List<Gathering> due = new ArrayList<>();
        lock.lock();
        try {
            for (Gathering each : open.descendingMap().values()) {
                if (each.record.isEmpty() || due.size() == REMIND_MAX) continue;
                if (++each.reminders % REMIND_EVERY == 0) due.add(each);
            }
            return due;
        } finally {
            lock.unlock();
        }
    }

    /// True while a round of ours lacks a quorum.
    boolean pending() {
        lock.lock();
        try {
            return open.values().stream().anyMatch(g -> g.record.isPresent());
        } finally {
            lock.unlock();
        }
    }

    /// The newest round for which each other member sent its signature, by its number.
    Map<Long, Long> heard() {
        return Map.copyOf(heard);
    }

    /// Signatures of other cities that did not hold.
    long rejected() {
        return rejected.get();
    }
}
