package io.polder.rocksdb;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ChecksumType;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.WALRecoveryMode;

/// How we run RocksDB. Keeps the native objects that must live as long as the database.
final class Settings implements AutoCloseable {
    private static final int FILES_OPEN_MAX = 256;
    private static final int LOGS_MAX = 2;
    private static final long LOG_BYTES_MAX = 1 << 20;
    private static final long WAL_BYTES_MAX = 128L << 20;
    private static final long BUFFER_BYTES = 32L << 20;
    private static final long TABLE_BYTES = 16L << 20;
    private static final int METADATA_BLOCK_BYTES = 4096;
    private static final int BLOOM_BITS = 10;

    private final BloomFilter bloom = new BloomFilter(BLOOM_BITS);
    private final DBOptions database;
    private final ColumnFamilyOptions family;

    Settings(SharedMemory memory) {
        database = new DBOptions()
                .setCreateIfMissing(true)
                .setParanoidChecks(true)
                // a torn last record is what a power cut leaves; anything else wrong in the log is an error
                .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
                .setWriteBufferManager(memory.writes())
                .setMaxTotalWalSize(WAL_BYTES_MAX)
                .setMaxOpenFiles(FILES_OPEN_MAX)
                .setMaxBackgroundJobs(2)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(LOGS_MAX)
                .setMaxLogFileSize(LOG_BYTES_MAX);
        family = new ColumnFamilyOptions()
                .setWriteBufferSize(BUFFER_BYTES)
                .setTargetFileSizeBase(TABLE_BYTES)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockCache(memory.cache())
                        .setCacheIndexAndFilterBlocks(true)
                        // in parts of a block each, so that a read brings in no megabytes of index
                        .setIndexType(IndexType.kTwoLevelIndexSearch)
                        .setPartitionFilters(true)
                        .setMetadataBlockSize(METADATA_BLOCK_BYTES)
                        .setPinTopLevelIndexAndFilter(true)
                        .setPinL0FilterAndIndexBlocksInCache(true)
                        .setFilterPolicy(bloom)
                        .setChecksumType(ChecksumType.kXXH3));
    }

    DBOptions database() {
        return database;
    }

    ColumnFamilyOptions family() {
        return family;
    }

    @Override
    public void close() {
        database.close();
        family.close();
        bloom.close();
    }
}
