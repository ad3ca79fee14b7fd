package io.polder.rocksdb;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/// The column families of a database, by name; a new one comes with the first write to it. RocksDB's default family
/// stays empty.
final class Families implements AutoCloseable {
    private final ColumnFamilyOptions options;
    private final ColumnFamilyHandle unnamed;
    private final Map<String, ColumnFamilyHandle> handles = new ConcurrentHashMap<>();

    Families(ColumnFamilyOptions options, List<ColumnFamilyHandle> opened) throws RocksDBException {
        this.options = options;
        this.unnamed = opened.getFirst();
        for (ColumnFamilyHandle handle : opened.subList(1, opened.size()))
            handles.put(new String(handle.getName(), StandardCharsets.UTF_8), handle);
    }

    /// What is to be opened in a folder, the default family first.
    static List<ColumnFamilyDescriptor> in(String folder, ColumnFamilyOptions options) throws RocksDBException {
        List<ColumnFamilyDescriptor> all = new ArrayList<>();
        all.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, options));
        try (Options any = new Options()) {
            for (byte[] name : RocksDB.listColumnFamilies(any, folder))
                if (!Arrays.equals(name, RocksDB.DEFAULT_COLUMN_FAMILY))
                    all.add(new ColumnFamilyDescriptor(name, options));
        }
        return all;
    }

    Optional<ColumnFamilyHandle> find(String name) {
        return Optional.ofNullable(handles.get(name));
    }

    ColumnFamilyHandle findOrCreate(RocksDB db, String name) throws RocksDBException {
        Optional<ColumnFamilyHandle> found = find(name);
        if (found.isPresent()) return found.get();
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        ColumnFamilyHandle created = db.createColumnFamily(new ColumnFamilyDescriptor(bytes, options));
        handles.put(name, created);
        return created;
    }

    Set<String> names() {
        return handles.keySet().stream().collect(Collectors.toCollection(TreeSet::new));
    }

    List<ColumnFamilyHandle> all() {
        List<ColumnFamilyHandle> all = new ArrayList<>(handles.values());
        all.add(unnamed);
        return all;
    }

    @Override
    public void close() {
        all().forEach(ColumnFamilyHandle::close);
    }
}
