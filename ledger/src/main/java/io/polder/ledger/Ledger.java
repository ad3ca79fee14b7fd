package io.polder.ledger;

import io.polder.protocol.Certificate;
import io.polder.protocol.Header;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// What a city keeps of one order cluster: its chains, the record of every round that made a block, and certificates.
/// One writer at a time; any number of readers.
public final class Ledger implements AutoCloseable {
    /// A round that made blocks: its record, and the newest header of every chain as the record names them.
    public record RoundEntry(RoundRecord record, SortedMap<String, Long> heights) {}

    /// All that one round writes.
    public record Commit(Batch batch, RoundEntry round, List<Header> heads) {}

    private static final Space ROUNDS = Space.of("rounds");
    private static final Space CERTIFICATES = Space.of("certificates");
    private static final Space META = Space.of("meta");
    private static final Bytes DURABLE = Bytes.utf8("durable-round");
    private static final Bytes KEPT = Bytes.utf8("kept-after");
    private static final Bytes NETWORK = Bytes.utf8("network");

    private final Store store;
    private final Map<String, ChainLedger> chains = new ConcurrentHashMap<>();
    private volatile long durable;
    private volatile Optional<RoundEntry> newest;
    private volatile long certified;

    private Ledger(Store store) {
        this.store = store;
        this.newest = store.first(ROUNDS, Range.ALL.reversed()).map(e -> roundEntry(e.value()));
        this.durable = store.get(META, DURABLE).map(Ledger::number).orElse(0L);
        newest.ifPresent(n -> durable = Math.max(durable, n.record().round()));
        this.certified = store.first(CERTIFICATES, Range.ALL.reversed())
                .map(e -> number(e.key()))
                .orElse(-1L);
    }

    /// Opens the ledger of a network, or begins it; a store of another network is refused.
    public static Ledger open(Store store, Hash network) {
        Optional<Bytes> found = store.get(META, NETWORK);
        if (found.isPresent() && !found.get().equals(network.bytes()))
            throw new StoreException("expected the ledger of network " + network + ", got that of " + found.get());
        if (found.isEmpty()) store.write(new Batch().put(META, NETWORK, network.bytes()), Store.Durability.SYNCED);
        return new Ledger(store);
    }

    public ChainLedger chain(String name) {
        return chains.computeIfAbsent(name, n -> ChainLedger.open(store, n));
    }

    /// The newest round that would survive a power cut now.
    public long durableRound() {
        return durable;
    }

    /// The newest round that made a block.
    public Optional<RoundEntry> newest() {
        return newest;
    }

    public Optional<RoundEntry> round(long number) {
        return store.get(ROUNDS, key(number)).map(Ledger::roundEntry);
    }

    /// The newest round not above the number that made a block.
    public Optional<RoundEntry> roundNotAbove(long number) {
        return store.first(ROUNDS, Range.between(Bytes.EMPTY, key(number + 1)).reversed())
                .map(e -> roundEntry(e.value()));
    }

    /// The last round that made a block in an epoch or, where it made none, before it. Epochs only go up.
    public long lastOf(long epoch) {
        long low = 0;
        long high = newest.map(n -> n.record().round()).orElse(0L);
        while (low < high) {
            long middle = low + (high - low + 1) / 2;
            boolean later = roundNotAbove(middle)
                    .filter(entry -> entry.record().epoch() > epoch)
                    .isPresent();
            if (later) high = middle - 1;
            else low = middle;
        }
        return roundNotAbove(low).map(entry -> entry.record().round()).orElse(0L);
    }

    /// Rounds that made blocks after the number, in order.
    public List<RoundEntry> roundsAfter(long number, int limit) {
        return store.range(ROUNDS, Range.from(key(number + 1)), limit).stream()
                .map(e -> roundEntry(e.value()))
                .toList();
    }

    /// Those of the newest rounds, at most so many looked at, that lack a certificate, in order. The first blocks are
    /// not
    /// certified themselves.
    public List<RoundRecord> uncertified(int newestRounds) {
        return store.range(ROUNDS, Range.from(key(1)).reversed(), newestRounds).reversed().stream()
                .map(e -> roundEntry(e.value()).record())
                .filter(record -> store.get(CERTIFICATES, key(record.round())).isEmpty())
                .toList();
    }

    public Optional<Certificate> certificate(long round) {
        return store.get(CERTIFICATES, key(round)).map(value -> Certificate.of(Cbor.decode(value)));
    }

    /// The newest certified round; -1 before the first.
    public long certifiedRound() {
        return certified;
    }

    /// The first certified round not below the number.
    public Optional<RoundEntry> certifiedFrom(long number) {
        return store.first(CERTIFICATES, Range.from(key(number))).flatMap(e -> round(number(e.key())));
    }

    /// Writes one round whole and returns once it would survive a power cut.
    public void commit(Commit commit) {
        write(commit, Store.Durability.SYNCED);
        settled();
    }

    /// Writes one round whole; it would survive a power cut once `sync` has returned, and is nobody's word before.
    public void write(Commit commit) {
        write(commit, Store.Durability.BUFFERED);
    }

    /// Returns once every round that was written would survive a power cut.
    public void sync() {
        store.sync();
        settled();
    }

    private void settled() {
        newest.ifPresent(n -> durable = Math.max(durable, n.record().round()));
        chains.values().forEach(ChainLedger::settled);
    }

    private void write(Commit commit, Store.Durability durability) {
        RoundRecord record = commit.round.record();
        if (record.round() <= newest.map(n -> n.record().round()).orElse(-1L))
            throw new IllegalStateException("round " + record.round() + " is written already");
        commit.batch.put(ROUNDS, key(record.round()), encode(commit.round));
        store.write(commit.batch, durability);
        for (Header head : commit.heads) chain(head.domain().chain()).appended(head);
        newest = Optional.of(commit.round);
    }

    /// Notes that every round up to this one is dealt with, and syncs.
    public void seal(long round) {
        if (round <= durable) return;
        store.write(new Batch().put(META, DURABLE, key(round)), Store.Durability.SYNCED);
        settled();
        durable = Math.max(durable, round);
    }

    /// Keeps a certificate. It can be had again from others, so nothing waits for the disk.
    public void certify(long round, Certificate certificate) {
        store.write(
                new Batch().put(CERTIFICATES, key(round), certificate.toCbor().encode()), Store.Durability.BUFFERED);
        certified = Math.max(certified, round);
    }

    /// A round and its certificate.
    public record Certified(RoundRecord record, Certificate certificate) {
        public Bytes encode() {
            return Cbor.array(Cbor.of(record.encode()), certificate.toCbor()).encode();
        }

        public static Certified decode(Bytes bytes) {
            List<Cbor> items = Cbor.decode(bytes).asArray(2);
            return new Certified(RoundRecord.decode(items.get(0).asBytes()), Certificate.of(items.get(1)));
        }
    }

    /// Where the ledger begins when it does not hold everything from the first block on: no round up to this one can be
    /// given to others; -1 for a whole ledger.
    public long keptAfter() {
        return store.get(META, KEPT).map(Ledger::number).orElse(-1L);
    }

    /// Adds to the batch what lets a ledger begin after a round that others certified: the rounds that ended epochs,
    /// then that one, and the heights of all chains after it.
    static void begin(Batch batch, List<Certified> rounds, SortedMap<String, Long> heights) {
        for (Certified each : rounds) {
            Bytes key = key(each.record().round());
            boolean last = each == rounds.getLast();
            RoundEntry entry = new RoundEntry(each.record(), last ? heights : new TreeMap<>());
            batch.put(ROUNDS, key, encode(entry));
            batch.put(CERTIFICATES, key, each.certificate().toCbor().encode());
            if (last) batch.put(META, KEPT, key);
        }
    }

    private static Bytes encode(RoundEntry entry) {
        return Cbor.array(
                        Cbor.of(entry.record.encode()),
                        Cbor.array(entry.heights.entrySet().stream()
                                .map(e -> Cbor.array(Cbor.of(e.getKey()), Cbor.of(e.getValue())))
                                .toList()))
                .encode();
    }

    private static RoundEntry roundEntry(Bytes value) {
        List<Cbor> items = Cbor.decode(value).asArray(2);
        SortedMap<String, Long> heights = new TreeMap<>();
        for (Cbor pair : items.get(1).asArray())
            heights.put(pair.asArray(2).get(0).asText(), pair.asArray(2).get(1).asInt());
        return new RoundEntry(RoundRecord.decode(items.get(0).asBytes()), heights);
    }

    private static Bytes key(long number) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    private static long number(Bytes key) {
        if (key.size() != Long.BYTES) throw new Malformed("a number of 8 bytes", key.size() + " bytes");
        return ByteBuffer.wrap(key.shared()).getLong();
    }

    @Override
    public void close() {
        store.close();
    }
}
