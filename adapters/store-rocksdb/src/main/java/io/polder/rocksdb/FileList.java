package io.polder.rocksdb;

import io.polder.ledger.Corrupted;
import io.polder.ledger.Finding;
import io.polder.ledger.StoreException;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Our own list of a store's files with their SHA-256, so that every byte of a store at rest is covered: RocksDB leaves
/// a few without a checksum. A closed store lists all files that carry meaning; while it is open, only the tables of
/// the
/// last close that are still to be found, since tables never change.
///
/// The text file `FILES`: a first line with the state, a line "hash size name" for each file, a last line with the hash
/// of all lines before.
record FileList(boolean closed, Map<String, Entry> files) {
    static final String NAME = "FILES";

    private static final String HEAD = "polder store 1 ";
    private static final int BUFFER = 1 << 16;

    record Entry(Hash hash, long size) {}

    FileList {
        files = Map.copyOf(files);
    }

    /// The files whose bytes decide what the store holds. LOG, OPTIONS, IDENTITY and LOCK do not: RocksDB writes them
    /// for people and tools, and we open with options of our own.
    static boolean carriesMeaning(String name) {
        return name.equals("CURRENT") || name.startsWith("MANIFEST-") || name.endsWith(".log") || isTable(name);
    }

    private static boolean isTable(String name) {
        return name.endsWith(".sst");
    }

    /// Lists what lies in a closed store's folder; the hashes of tables that are known are taken over.
    static FileList ofClosed(Path folder, FileList before) {
        Map<String, Entry> files = new TreeMap<>();
        for (String name : meaningful(folder)) {
            Optional<Entry> known = Optional.ofNullable(before.files.get(name)).filter(e -> isTable(name));
            files.put(name, known.orElseGet(() -> hash(folder.resolve(name))));
        }
        return new FileList(true, files);
    }

    /// The list while the store is open.
    FileList opened() {
        Map<String, Entry> tables = new TreeMap<>(files);
        tables.keySet().removeIf(name -> !isTable(name));
        return new FileList(false, tables);
    }

    /// Reads the list of a folder; nothing if there is no store yet.
    static Optional<FileList> read(Path folder) {
        try {
            if (!Files.exists(folder.resolve(NAME))) {
                if (!Files.exists(folder.resolve("CURRENT"))) return Optional.empty();
                throw new Corrupted(Finding.file(NAME, "the list of files", "nothing"));
            }
            byte[] bytes = Files.readAllBytes(folder.resolve(NAME));
            Optional<FileList> list = parse(new String(bytes, StandardCharsets.ISO_8859_1));
            if (list.isEmpty()
                    || !Bytes.wrap(bytes).equals(Bytes.wrap(list.get().encode())))
                throw new Corrupted(Finding.file(NAME, "a list that its last line confirms", "another"));
            return list;
        } catch (IOException e) {
            throw new StoreException("cannot read " + folder.resolve(NAME), e);
        }
    }

    private static Optional<FileList> parse(String text) {
        String[] lines = text.split("\n");
        Map<String, Entry> files = new TreeMap<>();
        for (int i = 1; i < lines.length - 1; i++) {
            String[] parts = lines[i].split(" ", 3);
            if (parts.length != 3 || !parts[0].matches("[0-9a-f]{64}") || !parts[1].matches("[0-9]{1,18}"))
                return Optional.empty();
            files.put(parts[2], new Entry(Hash.hex(parts[0]), Long.parseLong(parts[1])));
        }
        return Optional.of(new FileList(lines[0].equals(HEAD + "closed"), files));
    }

    private byte[] encode() {
        StringBuilder text =
                new StringBuilder(HEAD).append(closed ? "closed" : "open").append('\n');
        new TreeMap<>(files)
                .forEach((name, entry) -> text.append(entry.hash)
                        .append(' ')
                        .append(entry.size)
                        .append(' ')
                        .append(name)
                        .append('\n'));
        byte[] lines = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        return text.append(Hash.of(Bytes.wrap(lines))).append('\n').toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /// Writes the list in one step, so that a crash leaves the old or the new one.
    void write(Path folder) {
        Path fresh = folder.resolve(NAME + ".new");
        try {
            try (FileChannel out = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap(encode());
                while (bytes.hasRemaining()) out.write(bytes);
                out.force(true);
            }
            Files.move(fresh, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                directory.force(true);
            }
        } catch (IOException e) {
            throw new StoreException("cannot write " + folder.resolve(NAME), e);
        }
    }

    /// Tells of files that are not as listed: of a closed store all, of an open one the listed tables that still are
    /// there. `deep` reads the tables, too; else their sizes must do.
    void verify(Path folder, boolean deep, Consumer<Finding> findings) {
        for (Map.Entry<String, Entry> each : files.entrySet()) {
            String name = each.getKey();
            Entry expected = each.getValue();
            if (!Files.exists(folder.resolve(name))) {
                if (closed) findings.accept(Finding.file(name, expected.size + " bytes", "no file"));
                continue;
            }
            Entry got =
                    deep || !isTable(name) ? hash(folder.resolve(name)) : new Entry(expected.hash, size(folder, name));
            if (!got.equals(expected)) findings.accept(Finding.file(name, expected.toString(), got.toString()));
        }
        if (!closed) return;
        for (String name : meaningful(folder))
            if (!files.containsKey(name)) findings.accept(Finding.file(name, "no such file", "a file"));
    }

    private static long size(Path folder, String name) {
        try {
            return Files.size(folder.resolve(name));
        } catch (IOException e) {
            throw new StoreException("cannot read " + name, e);
        }
    }

    private static Iterable<String> meaningful(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString())
                    .filter(FileList::carriesMeaning)
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new StoreException("cannot list " + folder, e);
        }
    }

    private static Entry hash(Path file) {
        MessageDigest digest = Hash.digest();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            long size = 0;
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) size += read;
            return new Entry(new Hash(Bytes.wrap(digest.digest())), size);
        } catch (IOException e) {
            throw new StoreException("cannot read " + file, e);
        }
    }
}
