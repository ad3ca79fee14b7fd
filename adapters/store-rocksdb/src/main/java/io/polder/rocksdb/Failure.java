package io.polder.rocksdb;

import io.polder.ledger.Corrupted;
import io.polder.ledger.Finding;
import io.polder.ledger.StoreException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/// Says in our words what RocksDB reports, and names the file where it does.
final class Failure {
    private static final Pattern FILE = Pattern.compile("(\\d+\\.(?:sst|log)|MANIFEST-\\d+|CURRENT)");

    private Failure() {}

    static StoreException of(RocksDBException failure, String doing) {
        boolean corrupt = failure.getStatus() != null && failure.getStatus().getCode() == Status.Code.Corruption;
        if (corrupt) return new Corrupted(finding(failure));
        return new StoreException("cannot " + doing + ": " + failure.getMessage(), failure);
    }

    static Finding finding(RocksDBException failure) {
        Matcher file = FILE.matcher(String.valueOf(failure.getMessage()));
        return Finding.file(file.find() ? file.group() : "store", "what RocksDB wrote", failure.getMessage());
    }
}
