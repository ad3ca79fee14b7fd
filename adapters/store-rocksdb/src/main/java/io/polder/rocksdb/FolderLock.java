package io.polder.rocksdb;

import io.polder.ledger.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// Keeps a store's folder for one user at a time, from before its list of files is read. RocksDB's own lock comes too
/// late for that, and touching its file would set it free.
record FolderLock(FileChannel channel) implements AutoCloseable {
    private static final String NAME = "HELD";

    static FolderLock of(Path folder) {
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel).isEmpty()) {
                channel.close();
                throw new StoreException("the store " + folder + " is in use");
            }
            return new FolderLock(channel);
        } catch (IOException e) {
            throw new StoreException("cannot lock the store " + folder, e);
        }
    }

    private static Optional<FileLock> lock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException heldHere) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StoreException("cannot unlock the store", e);
        }
    }
}
