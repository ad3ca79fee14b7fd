package io.polder.rocksdb;

import io.polder.ledger.Batch;
import io.polder.ledger.Checksum;
import io.polder.ledger.Corrupted;
import io.polder.ledger.Finding;
import io.polder.ledger.Range;
import io.polder.ledger.Reads;
import io.polder.ledger.Space;
import io.polder.ledger.Store;
import io.polder.ledger.StoreException;
import io.polder.protocol.encoding.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// A store on RocksDB: a column family for each family, a log that is fsynced when asked, our checksum in every value,
/// and at rest a list of all files (`FileList`). Serves many threads.
public final class RocksDbStore implements Store {
    private final Path folder;
    private final FolderLock lock;
    private final Settings settings;
    private final FileList files;
    private final RocksDB db;
    private final Families families;
    private final Reading reading;
    /// Held for reading by whoever uses the native database, for writing by whoever ends it.
    private final ReadWriteLock use = new ReentrantReadWriteLock();

    private boolean closed;

    private RocksDbStore(Path folder, FolderLock lock, Settings settings, FileList files) throws RocksDBException {
        this.folder = folder;
        this.lock = lock;
        this.settings = settings;
        this.files = files;
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        List<ColumnFamilyDescriptor> existing = Files.exists(folder.resolve("CURRENT"))
                ? Families.in(folder.toString(), settings.family())
                : List.of(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, settings.family()));
        this.db = RocksDB.open(settings.database(), folder.toString(), existing, handles);
        this.families = new Families(settings.family(), handles);
        this.reading = new Reading(db, families, Optional.empty());
    }

    /// Opens the store in the folder or begins one. Of a store that was closed, all files but the tables are checked in
    /// full, tables by size: they are checked when read and by `verify`. The memory must outlive the store.
    public static RocksDbStore open(Path folder, SharedMemory memory) {
        FolderLock lock = FolderLock.of(folder);
        Settings settings = new Settings(memory);
        try {
            Optional<FileList> listed = FileList.read(folder);
            listed.ifPresent(list -> list.verify(folder, false, finding -> {
                throw new Corrupted(finding);
            }));
            FileList open = listed.map(FileList::opened).orElse(new FileList(false, Map.of()));
            // before RocksDB touches its files, so that a crash from here on is not taken for damage
            open.write(folder);
            return new RocksDbStore(folder, lock, settings, open);
        } catch (RocksDBException e) {
            release(settings, lock);
            throw Failure.of(e, "open the store " + folder);
        } catch (StoreException e) {
            release(settings, lock);
            throw e;
        }
    }

    private static void release(Settings settings, FolderLock lock) {
        settings.close();
        lock.close();
    }

    /// Checks a store that nobody has open, every byte that carries meaning; it changes none.
    public static void check(Path folder, SharedMemory memory, Consumer<Finding> findings, Progress progress) {
        if (!Files.isDirectory(folder)) throw new StoreException("there is no store " + folder);
        try (FolderLock _ = FolderLock.of(folder);
                Settings settings = new Settings(memory)) {
            Optional<FileList> listed = FileList.read(folder);
            if (listed.isEmpty()) return;
            listed.get().verify(folder, true, findings);
            List<ColumnFamilyHandle> handles = new ArrayList<>();
            List<ColumnFamilyDescriptor> existing = Families.in(folder.toString(), settings.family());
            try (RocksDB db = RocksDB.openReadOnly(settings.database(), folder.toString(), existing, handles);
                    Families families = new Families(settings.family(), handles)) {
                verify(db, families, findings, progress);
            }
        } catch (RocksDBException e) {
            findings.accept(Failure.finding(e));
        } catch (Corrupted e) {
            findings.accept(e.finding());
        }
    }

    private static void verify(RocksDB db, Families families, Consumer<Finding> findings, Progress progress) {
        try {
            db.verifyChecksum();
        } catch (RocksDBException e) {
            findings.accept(Failure.finding(e));
        }
        new Reading(db, families, Optional.empty()).verify(findings, progress);
    }

    @Override
    public void verify(Consumer<Finding> findings, Progress progress) {
        try (Use _ = use()) {
            files.verify(folder, true, findings);
            verify(db, families, findings, progress);
        }
    }

    /// The right to use the native database until closed.
    private record Use(Lock lock) implements AutoCloseable {
        @Override
        public void close() {
            lock.unlock();
        }
    }

    private Use use() {
        Lock shared = use.readLock();
        shared.lock();
        if (closed) {
            shared.unlock();
            throw new StoreException("the store " + folder + " is closed");
        }
        return new Use(shared);
    }

    @Override
    public Optional<Bytes> get(Space space, Bytes key) {
        try (Use _ = use()) {
            return reading.get(space, key);
        }
    }

    @Override
    public List<Optional<Bytes>> multiGet(Space space, List<Bytes> keys) {
        try (Use _ = use()) {
            return reading.multiGet(space, keys);
        }
    }

    @Override
    public void scan(Space space, Range range, Visitor visitor) {
        try (Use _ = use()) {
            reading.scan(space, range, visitor);
        }
    }

    @Override
    public Snapshot snapshot() {
        try (Use _ = use()) {
            return new View(db.getSnapshot());
        }
    }

    @Override
    public void write(Batch batch, Durability durability) {
        try (Use _ = use();
                WriteBatch writes = new WriteBatch();
                WriteOptions options = new WriteOptions().setSync(durability == Durability.SYNCED)) {
            for (Batch.Operation operation : batch.operations()) {
                Space space = operation.space();
                ColumnFamilyHandle family = families.findOrCreate(db, space.family());
                Bytes key = space.full(operation.key());
                if (operation.value().isEmpty()) writes.delete(family, key.shared());
                else
                    writes.put(
                            family,
                            key.shared(),
                            Checksum.seal(space, key, operation.value().get()));
            }
            db.write(options, writes);
        } catch (RocksDBException e) {
            throw Failure.of(e, "write " + batch.operations().size() + " entries");
        }
    }

    @Override
    public void sync() {
        try (Use _ = use()) {
            db.syncWal();
        } catch (RocksDBException e) {
            throw Failure.of(e, "sync");
        }
    }

    @Override
    public void checkpoint(Path target) {
        try (Use _ = use();
                Checkpoint checkpoint = Checkpoint.create(db)) {
            checkpoint.createCheckpoint(target.toString());
            FileList.ofClosed(target, files).write(target);
        } catch (RocksDBException e) {
            throw Failure.of(e, "copy the store to " + target);
        }
    }

    @Override
    public Set<String> families() {
        try (Use _ = use()) {
            return families.names();
        }
    }

    @Override
    public void close() {
        Lock alone = use.writeLock();
        alone.lock();
        try (FolderLock _ = lock) {
            if (closed) return;
            closed = true;
            try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
                db.flush(flush, families.all());
                db.syncWal();
            } catch (RocksDBException e) {
                throw Failure.of(e, "close the store " + folder);
            } finally {
                families.close();
                db.close();
                settings.close();
            }
            FileList.ofClosed(folder, files).write(folder);
        } finally {
            alone.unlock();
        }
    }

    /// The store as of a native snapshot.
    private final class View implements Snapshot {
        private final org.rocksdb.Snapshot moment;
        private final Reads then;
        private boolean ended;

        View(org.rocksdb.Snapshot moment) {
            this.moment = moment;
            this.then = new Reading(db, families, Optional.of(moment));
        }

        @Override
        public Optional<Bytes> get(Space space, Bytes key) {
            try (Use _ = use()) {
                return then.get(space, key);
            }
        }

        @Override
        public List<Optional<Bytes>> multiGet(Space space, List<Bytes> keys) {
            try (Use _ = use()) {
                return then.multiGet(space, keys);
            }
        }

        @Override
        public void scan(Space space, Range range, Visitor visitor) {
            try (Use _ = use()) {
                then.scan(space, range, visitor);
            }
        }

        @Override
        public void close() {
            Lock shared = use.readLock();
            shared.lock();
            try {
                if (!ended && !closed) db.releaseSnapshot(moment);
                ended = true;
            } finally {
                shared.unlock();
            }
        }
    }
}
