package io.polder.rocksdb;

import io.polder.ledger.Checksum;
import io.polder.ledger.Corrupted;
import io.polder.ledger.Entry;
import io.polder.ledger.Finding;
import io.polder.ledger.Range;
import io.polder.ledger.Reads;
import io.polder.ledger.Space;
import io.polder.ledger.Store.Progress;
import io.polder.protocol.encoding.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

/// Reads an open database, as it is or as of a snapshot, checking every value. Its owner sees to it that the database
/// stays open meanwhile.
record Reading(RocksDB db, Families families, Optional<Snapshot> snapshot) implements Reads {
    private static final int PROGRESS_EVERY = 1_000;

    private ReadOptions options() {
        ReadOptions options = new ReadOptions().setVerifyChecksums(true);
        snapshot.ifPresent(options::setSnapshot);
        return options;
    }

    @Override
    public Optional<Bytes> get(Space space, Bytes key) {
        Optional<ColumnFamilyHandle> family = families.find(space.family());
        if (family.isEmpty()) return Optional.empty();
        Bytes full = space.full(key);
        try (ReadOptions options = options()) {
            return Optional.ofNullable(db.get(family.get(), options, full.shared()))
                    .map(stored -> Checksum.open(space, full, stored));
        } catch (RocksDBException e) {
            throw Failure.of(e, "read " + space + " key " + key);
        }
    }

    @Override
    public List<Optional<Bytes>> multiGet(Space space, List<Bytes> keys) {
        List<Optional<Bytes>> values = new ArrayList<>(keys.size());
        Optional<ColumnFamilyHandle> family = families.find(space.family());
        if (family.isEmpty() || keys.isEmpty()) {
            for (int i = 0; i < keys.size(); i++) values.add(Optional.empty());
            return values;
        }
        List<Bytes> full = keys.stream().map(space::full).toList();
        List<ColumnFamilyHandle> handles = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) handles.add(family.get());
        try (ReadOptions options = options()) {
            List<byte[]> found = db.multiGetAsList(
                    options, handles, full.stream().map(Bytes::shared).toList());
            for (int i = 0; i < found.size(); i++) {
                Bytes key = full.get(i);
                values.add(Optional.ofNullable(found.get(i)).map(stored -> Checksum.open(space, key, stored)));
            }
            return values;
        } catch (RocksDBException e) {
            throw Failure.of(e, "read " + keys.size() + " keys of " + space);
        }
    }

    @Override
    public void scan(Space space, Range range, Visitor visitor) {
        Optional<ColumnFamilyHandle> family = families.find(space.family());
        Range full = range.within(space);
        boolean none = full.to().isPresent() && full.to().get().compareTo(full.from()) <= 0;
        if (family.isEmpty() || none) return;
        try (ReadOptions options = options();
                Slice lower = new Slice(full.from().shared());
                Slice upper = new Slice(full.to().orElse(Bytes.EMPTY).shared())) {
            if (!full.from().isEmpty()) options.setIterateLowerBound(lower);
            if (full.to().isPresent()) options.setIterateUpperBound(upper);
            try (RocksIterator entries = db.newIterator(family.get(), options)) {
                if (full.reverse()) entries.seekToLast();
                else entries.seekToFirst();
                while (entries.isValid() && visitor.visit(entry(space, entries))) {
                    if (full.reverse()) entries.prev();
                    else entries.next();
                }
                entries.status();
            }
        } catch (RocksDBException e) {
            throw Failure.of(e, "scan " + space);
        }
    }

    private static Entry entry(Space space, RocksIterator entries) {
        Bytes full = Bytes.wrap(entries.key());
        return new Entry(space.local(full), Checksum.open(space, full, entries.value()));
    }

    /// Reads every value past the caches.
    void verify(Consumer<Finding> findings, Progress progress) {
        for (String name : families.names()) {
            Space space = Space.of(name);
            long seen = 0;
            try (ReadOptions options = options().setFillCache(false);
                    RocksIterator entries = db.newIterator(families.find(name).orElseThrow(), options)) {
                for (entries.seekToFirst(); entries.isValid(); entries.next()) {
                    if (++seen % PROGRESS_EVERY == 0) progress.seen(name, seen);
                    try {
                        entry(space, entries);
                    } catch (Corrupted corrupted) {
                        findings.accept(corrupted.finding());
                    }
                }
                entries.status();
            } catch (RocksDBException e) {
                findings.accept(Failure.finding(e));
            }
            progress.seen(name, seen);
        }
    }
}
