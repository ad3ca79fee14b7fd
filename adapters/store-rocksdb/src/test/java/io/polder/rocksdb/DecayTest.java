package io.polder.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.ledger.Batch;
import io.polder.ledger.Entry;
import io.polder.ledger.Finding;
import io.polder.ledger.Range;
import io.polder.ledger.Space;
import io.polder.ledger.StateTree;
import io.polder.ledger.Store;
import io.polder.ledger.Store.Durability;
import io.polder.ledger.Store.Progress;
import io.polder.ledger.StoreCheck;
import io.polder.ledger.StoreException;
import io.polder.ledger.Write;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.tree.StateKey;
import io.polder.protocol.tree.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Flips bits in the files of a stopped store: each flip must be found and named, or lie in a file without meaning.
class DecayTest {
    private static final Space COUNT = Space.of("count");
    private static final Bytes CHAIN = Bytes.hex("0001");
    private static final int BLOCKS = 40;
    private static final SharedMemory MEMORY = new SharedMemory();

    /// What the store held after each block, by digest.
    private static final List<Hash> CONTENTS = new ArrayList<>();

    @TempDir
    static Path folder;

    @BeforeAll
    static void fill() throws IOException {
        try (Store store = RocksDbStore.open(folder.resolve("closed"), MEMORY)) {
            StateTree tree = new StateTree(store, CHAIN);
            Random random = new Random(5);
            CONTENTS.add(digest(store));
            for (int height = 1; height <= BLOCKS; height++) {
                TreeMap<StateKey, Write> changes = new TreeMap<>();
                for (int i = 0; i < 50; i++) {
                    byte[] value = new byte[random.nextInt(200)];
                    random.nextBytes(value);
                    StateKey slot = new StateKey(Bytes.utf8("kv"), Bytes.utf8("key " + random.nextInt(400)));
                    changes.put(slot, new Write(new Version(height, i), Optional.of(Bytes.wrap(value))));
                }
                Batch batch = new Batch().put(COUNT, Bytes.utf8("blocks"), Bytes.utf8("" + height));
                tree.apply(height, changes, batch);
                store.write(batch, Durability.SYNCED);
                CONTENTS.add(digest(store));
                if (height == BLOCKS / 2) copy(folder.resolve("closed"), folder.resolve("early"));
            }
            // as a process that was killed leaves it: the log holds what no table has
            copy(folder.resolve("closed"), folder.resolve("killed"));
        }
    }

    @AfterAll
    static void free() {
        MEMORY.close();
    }

    @Test
    void sixty_flips_in_a_closed_store_are_found_or_mean_nothing() {
        flipClosed(60, new Random(1));
    }

    @Test
    @Tag("long")
    void a_thousand_flips_in_a_closed_store_are_found_or_mean_nothing() {
        flipClosed(1_000, new Random(2));
    }

    private static void flipClosed(int flips, Random random) {
        Path store = folder.resolve("closed");
        assertThat(findings(store)).isEmpty();
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < flips; i++) {
            String name = file(store, random);
            flipped(store, name, random, () -> {
                if (FileList.carriesMeaning(name) || name.equals(FileList.NAME))
                    assertThat(findings(store)).extracting(Finding::place).contains(name);
                else assertThat(findings(store)).isEmpty();
            });
            seen.merge(name.replaceAll("[0-9]+", "N"), 1, Integer::sum);
        }
        assertThat(seen.keySet()).contains("N.sst", "MANIFEST-N", "CURRENT", "LOG", "OPTIONS-N", "IDENTITY", "FILES");
    }

    @Test
    void forty_flips_in_a_closed_store_are_never_served() {
        Random random = new Random(3);
        for (int i = 0; i < 40; i++) serve("closed", random, Set.of(CONTENTS.getLast()));
    }

    @Test
    void forty_flips_in_a_killed_store_are_never_served() {
        Random random = new Random(4);
        // a flip in the last record of the log cannot be told from a torn write: then an earlier block is the last
        for (int i = 0; i < 40; i++) serve("killed", random, Set.copyOf(CONTENTS));
    }

    @Test
    @Tag("long")
    void a_thousand_flips_in_killed_and_closed_stores_are_never_served() {
        Random random = new Random(6);
        for (int i = 0; i < 500; i++) serve("killed", random, Set.copyOf(CONTENTS));
        for (int i = 0; i < 500; i++) serve("closed", random, Set.of(CONTENTS.getLast()));
    }

    /// Opens a flipped copy as a node would, without a check before: it fails, or serves what was written.
    private static void serve(String from, Random random, Set<Hash> expected) {
        Path copy = folder.resolve("copy");
        copy(folder.resolve(from), copy);
        String name = file(copy, random);
        flipped(copy, name, random, () -> {
            try (Store store = RocksDbStore.open(copy, MEMORY)) {
                assertThat(expected).as("served with a flip in " + name).contains(digest(store));
            } catch (StoreException found) {
                assertThat(found).hasMessageMatching("(?s).+expected .+ got .+|cannot .+");
            }
        });
        delete(copy);
    }

    @Test
    void a_killed_store_opens_with_all_that_was_synced() {
        Path copy = folder.resolve("revived");
        copy(folder.resolve("killed"), copy);
        try (Store store = RocksDbStore.open(copy, MEMORY)) {
            assertThat(digest(store)).isEqualTo(CONTENTS.getLast());
            List<Finding> findings = new ArrayList<>();
            StoreCheck check = new StoreCheck(store, findings::add, Progress.NONE);
            check.files();
            check.state("one", CHAIN, height -> Optional.empty());
            assertThat(findings).isEmpty();
        }
    }

    @Test
    void a_store_put_together_from_two_times_is_refused() throws IOException {
        Path copy = folder.resolve("mixed");
        copy(folder.resolve("closed"), copy);
        for (String name : files(folder.resolve("early")))
            if (name.startsWith("MANIFEST-") || name.equals("CURRENT"))
                Files.write(
                        copy.resolve(name),
                        Files.readAllBytes(folder.resolve("early").resolve(name)));
        assertThat(findings(copy)).isNotEmpty();
    }

    private static List<Finding> findings(Path store) {
        List<Finding> findings = new ArrayList<>();
        RocksDbStore.check(store, MEMORY, findings::add, Progress.NONE);
        return findings;
    }

    /// Everything the store serves, in order.
    private static Hash digest(Store store) {
        MessageDigest digest = Hash.digest();
        for (String family : store.families()) {
            store.scan(Space.of(family), Range.ALL, entry -> {
                add(digest, family, entry);
                return true;
            });
        }
        return new Hash(Bytes.wrap(digest.digest()));
    }

    private static void add(MessageDigest digest, String family, Entry entry) {
        for (Bytes part : List.of(Bytes.utf8(family), entry.key(), entry.value())) {
            digest.update(ByteBuffer.allocate(4).putInt(part.size()).flip());
            digest.update(part.shared());
        }
    }

    /// Half the time any file, else one chosen by its size.
    private static String file(Path store, Random random) {
        List<String> files = files(store);
        if (random.nextBoolean()) return files.get(random.nextInt(files.size()));
        long total = files.stream().mapToLong(name -> size(store.resolve(name))).sum();
        long at = random.nextLong(total);
        for (String name : files) {
            at -= size(store.resolve(name));
            if (at < 0) return name;
        }
        return files.getLast();
    }

    private static List<String> files(Path store) {
        try (Stream<Path> all = Files.list(store)) {
            return all.filter(path -> size(path) > 0)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        return file.toFile().length();
    }

    private static void flipped(Path store, String name, Random random, Runnable meanwhile) {
        Path file = store.resolve(name);
        long at = random.nextLong(size(file));
        int bit = 1 << random.nextInt(8);
        flip(file, at, bit);
        meanwhile.run();
        if (Files.exists(file) && size(file) > at) flip(file, at, bit);
    }

    private static void flip(Path file, long at, int bit) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            one.put(0, (byte) (one.get(0) ^ bit)).flip();
            channel.write(one, at);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.createDirectories(to);
            for (String name : files(from)) Files.copy(from.resolve(name), to.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path copy) {
        try (Stream<Path> all = Files.list(copy)) {
            for (Path file : all.toList()) Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
