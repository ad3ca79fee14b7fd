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

    private final Roster roster;
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

    Certifier(Roster roster, Member self, SigningKey key, Signatures checks, Sink sink, long certified) {
        this.roster = roster;
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
        engine.broadcast(message(SIGNED, record.round(), take(record)));
    }

    /// Signs again what was signed before a restart and is not known to be certified; nothing is sent yet.
    void resume(List<RoundRecord> records) {
        records.forEach(this::take);
    }

    private Bytes take(RoundRecord record) {
        Bytes signature = Certificate.sign(record, self, key);
        Optional<Finished> finished;
        lock.lock();
        try {
            newest = Math.max(newest, record.round());
            Gathering gathering = open.computeIfAbsent(record.round(), r -> new Gathering());
            gathering.record = Optional.of(record);
            gathering.valid.put(self.number(), signature);
            gathering.unchecked.remove(self.number());
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

    private Bytes message(long kind, long round, Bytes signature) {
        return Cbor.array(Cbor.of(kind), Cbor.of(roster.epoch()), Cbor.of(round), Cbor.of(signature))
                .encode();
    }

    /// Takes another member's broadcast; the engine vouches for the sender.
    void message(long sender, Bytes message, ConsensusEngine engine) {
        if (sender == self.number()) return;
        try {
            List<Cbor> items = Cbor.decode(message).asArray(4);
            if (items.get(1).asCount() != roster.epoch()) return;
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
                    .ifPresent(record -> engine.broadcast(message(SIGNED, round, Certificate.sign(record, self, key))));
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
        Optional<Member> member = roster.member(sender);
        if (member.isPresent() && Certificate.holds(record, member.get(), signature, checks))
            gathering.valid.put(sender, signature);
        else rejected.incrementAndGet();
    }

    private record Finished(RoundRecord record, Certificate certificate) {}

    private Optional<Finished> finish(Gathering gathering) {
        if (gathering.valid.size() < roster.quorum()) return Optional.empty();
        RoundRecord record = gathering.record.orElseThrow();
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
        for (Map.Entry<Long, Bytes> own : due()) engine.broadcast(message(REMINDER, own.getKey(), own.getValue()));
    }

    /// The newest first: its certificate covers the blocks of all before it.
    private List<Map.Entry<Long, Bytes>> due() {
        List<Map.Entry<Long, Bytes>> due = new ArrayList<>();
        lock.lock();
        try {
            for (Map.Entry<Long, Gathering> each : open.descendingMap().entrySet()) {
                Bytes own = each.getValue().valid.get(self.number());
                if (own == null || due.size() == REMIND_MAX) continue;
                if (++each.getValue().reminders % REMIND_EVERY == 0) due.add(Map.entry(each.getKey(), own));
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
