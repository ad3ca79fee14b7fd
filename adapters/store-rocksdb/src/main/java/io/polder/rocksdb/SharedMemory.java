package io.polder.rocksdb;

import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/// The block cache and the write buffers that all stores of a process share. To be closed after the last of them.
public final class SharedMemory implements AutoCloseable {
    public static final long CACHE_BYTES_MAX = 32L << 20;
    public static final long WRITE_BYTES_MAX = 96L << 20;

    static {
        RocksDB.loadLibrary();
    }

    /// 2^n parts with a lock each. RocksDB's own choice makes parts of 512 KB, which one index block can flush.
    private static final int CACHE_PART_BITS = 2;

    private final Cache cache = new LRUCache(CACHE_BYTES_MAX, CACHE_PART_BITS);

    /// Only counts: charged to the block cache, the write buffers would push every block out of it.
    private final Cache account = new LRUCache(WRITE_BYTES_MAX);

    private final WriteBufferManager writes = new WriteBufferManager(WRITE_BYTES_MAX, account);

    public SharedMemory() {}

    Cache cache() {
        return cache;
    }

    WriteBufferManager writes() {
        return writes;
    }

    @Override
    public void close() {
        writes.close();
        account.close();
        cache.close();
    }
}
