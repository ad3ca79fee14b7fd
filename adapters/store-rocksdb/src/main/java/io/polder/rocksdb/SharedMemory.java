package io.polder.rocksdb;

import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/// The block cache and the write buffers that all stores of a process share. To be closed after the last of them.
public final class SharedMemory implements AutoCloseable {
    public static final long CACHE_BYTES_MAX = 32L << 20;
    public static final long WRITE_BYTES_MAX = 32L << 20;

    static {
        RocksDB.loadLibrary();
    }

    private final Cache cache = new LRUCache(CACHE_BYTES_MAX);
    private final WriteBufferManager writes = new WriteBufferManager(WRITE_BYTES_MAX, cache);

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
        cache.close();
    }
}
