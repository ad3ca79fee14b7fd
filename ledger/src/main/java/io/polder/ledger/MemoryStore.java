package io.polder.ledger;

import io.polder.protocol.encoding.Bytes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/// A store that forgets everything when the process ends, for tests and trials. Each key holds its values by the number
/// of the write that put them there, as long as a snapshot may want them.
public final class MemoryStore implements Store {
    private final Map<String, ConcurrentNavigableMap<Bytes, Cell>> families = new ConcurrentHashMap<>();
    private final NavigableMap<Long, Integer> snapshots = new TreeMap<>();
    private final Object writing = new Object();
    private volatile long written;
    private volatile boolean closed;

    public MemoryStore() {}

    /// A value (none: deleted) since a write, and what was there before.
    private record Cell(long since, Optional<byte[]> stored, Optional<Cell> before) {
        Optional<byte[]> at(long moment) {
            Cell cell = this;
            while (cell.since > moment) {
                if (cell.before.isEmpty()) return Optional.empty();
                cell = cell.before.get();
            }
            return cell.stored;
        }

        /// Without what nobody can ask for who looks no further back than the moment.
        Cell since(long moment) {
            if (since <= moment) return new Cell(since, stored, Optional.empty());
            return new Cell(since, stored, before.map(cell -> cell.since(moment)));
        }
    }

    @Override
    public Optional<Bytes> get(Space space, Bytes key) {
        try (Snapshot snapshot = snapshot()) {
            return snapshot.get(space, key);
        }
    }

    @Override
    public List<Optional<Bytes>> multiGet(Space space, List<Bytes> keys) {
        try (Snapshot snapshot = snapshot()) {
            return snapshot.multiGet(space, keys);
        }
    }

    @Override
    public void scan(Space space, Range range, Visitor visitor) {
        try (Snapshot snapshot = snapshot()) {
            snapshot.scan(space, range, visitor);
        }
    }

    @Override
    public Snapshot snapshot() {
        synchronized (writing) {
            long moment = open();
            snapshots.merge(moment, 1, Integer::sum);
            return new View(moment);
        }
    }

    @Override
    public void write(Batch batch, Durability durability) {
        synchronized (writing) {
            long next = open() + 1;
            long oldest = snapshots.isEmpty() ? written : snapshots.firstKey();
            for (Batch.Operation operation : batch.operations()) put(operation, next, oldest);
            written = next;
        }
    }

    private void put(Batch.Operation operation, long next, long oldest) {
        Space space = operation.space();
        Bytes key = space.full(operation.key());
        ConcurrentNavigableMap<Bytes, Cell> family = family(space);
        if (operation.value().isEmpty() && snapshots.isEmpty()) {
            family.remove(key);
            return;
        }
        Optional<byte[]> stored = operation.value().map(value -> Checksum.seal(space, key, value));
        Optional<Cell> before = Optional.ofNullable(family.get(key)).map(cell -> cell.since(oldest));
        if (before.isPresent() && before.get().since == next) before = before.get().before;
        family.put(key, new Cell(next, stored, before));
    }

    @Override
    public void sync() {
        open();
    }

    @Override
    public void checkpoint(Path folder) {
        throw new StoreException("a store in memory cannot be copied to " + folder);
    }

    @Override
    public Set<String> families() {
        open();
        Set<String> used = new TreeSet<>(families.keySet());
        used.removeIf(name -> families.get(name).isEmpty());
        return used;
    }

    @Override
    public void verify(Consumer<Finding> findings, Progress progress) {
        for (String family : families()) {
            Space space = Space.of(family);
            long seen = 0;
            for (Bytes key : families.get(family).keySet()) {
                try {
                    get(space, key);
                } catch (Corrupted corrupted) {
                    findings.accept(corrupted.finding());
                }
                progress.seen(family, ++seen);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    /// Changes a stored byte behind the store's back, as a failing disk would: for tests.
    public void damage(Space space, Bytes key, int offset) {
        byte[] stored = family(space).get(space.full(key)).stored.orElseThrow();
        stored[offset] ^= 1;
    }

    private ConcurrentNavigableMap<Bytes, Cell> family(Space space) {
        return families.computeIfAbsent(space.family(), name -> new ConcurrentSkipListMap<>());
    }

    private Optional<Bytes> get(Space space, Bytes key, long moment) {
        Bytes full = space.full(key);
        return Optional.ofNullable(family(space).get(full))
                .flatMap(cell -> cell.at(moment))
                .map(stored -> Checksum.open(space, full, stored));
    }

    /// The moment that reads may look at: the last write that is done.
    private long open() {
        if (closed) throw new StoreException("the store is closed");
        return written;
    }

    /// The store as of one write.
    private final class View implements Snapshot {
        private final long moment;
        private boolean ended;

        View(long moment) {
            this.moment = moment;
        }

        @Override
        public Optional<Bytes> get(Space space, Bytes key) {
            return MemoryStore.this.get(space, key, moment);
        }

        @Override
        public List<Optional<Bytes>> multiGet(Space space, List<Bytes> keys) {
            return keys.stream().map(key -> get(space, key)).toList();
        }

        @Override
        public void scan(Space space, Range range, Visitor visitor) {
            Range full = range.within(space);
            NavigableMap<Bytes, Cell> part = family(space).tailMap(full.from(), true);
            if (full.to().isPresent()) {
                if (full.to().get().compareTo(full.from()) <= 0) return;
                part = part.headMap(full.to().get(), false);
            }
            for (Map.Entry<Bytes, Cell> each : (full.reverse() ? part.descendingMap() : part).entrySet()) {
                Optional<byte[]> stored = each.getValue().at(moment);
                if (stored.isEmpty()) continue;
                Bytes value = Checksum.open(space, each.getKey(), stored.get());
                if (!visitor.visit(new Entry(space.local(each.getKey()), value))) return;
            }
        }

        @Override
        public void close() {
            synchronized (writing) {
                if (ended) return;
                ended = true;
                snapshots.computeIfPresent(moment, (m, users) -> users == 1 ? null : users - 1);
            }
        }
    }
}
