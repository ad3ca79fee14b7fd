package io.polder.testkit;

import static io.polder.ledger.Store.Durability.BUFFERED;
import static io.polder.ledger.Store.Durability.SYNCED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.ledger.Batch;
import io.polder.ledger.Entry;
import io.polder.ledger.Range;
import io.polder.ledger.Space;
import io.polder.ledger.Store;
import io.polder.ledger.StoreException;
import io.polder.protocol.encoding.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every store must do.
public abstract class StoreContract {
    protected static final Space BLOCKS = Space.of("blocks");
    protected static final Space STATE = Space.of("state");

    protected Store store;

    /// A new, empty store.
    protected abstract Store create() throws Exception;

    @BeforeEach
    void open() throws Exception {
        store = create();
    }

    @AfterEach
    void end() {
        store.close();
    }

    @Test
    void what_was_put_is_read_and_what_was_deleted_is_not() {
        store.write(new Batch().put(BLOCKS, b("a"), b("1")).put(BLOCKS, b("b"), Bytes.EMPTY), SYNCED);
        assertThat(store.get(BLOCKS, b("a"))).contains(b("1"));
        assertThat(store.get(BLOCKS, b("b"))).contains(Bytes.EMPTY);
        assertThat(store.get(STATE, b("a"))).isEmpty();
        assertThat(store.multiGet(BLOCKS, List.of(b("b"), b("x"), b("a"), b("a"))))
                .containsExactly(Optional.of(Bytes.EMPTY), Optional.empty(), Optional.of(b("1")), Optional.of(b("1")));
        store.write(new Batch().delete(BLOCKS, b("a")).delete(BLOCKS, b("never there")), BUFFERED);
        assertThat(store.get(BLOCKS, b("a"))).isEmpty();
        assertThat(store.families()).contains("blocks");
    }

    @Test
    void in_a_batch_the_later_write_of_a_key_counts() {
        store.write(
                new Batch()
                        .put(STATE, b("a"), b("1"))
                        .put(STATE, b("a"), b("2"))
                        .put(STATE, b("b"), b("1"))
                        .delete(STATE, b("b"))
                        .delete(STATE, b("c"))
                        .put(STATE, b("c"), b("3")),
                BUFFERED);
        assertThat(store.range(STATE, Range.ALL, 9))
                .containsExactly(new Entry(b("a"), b("2")), new Entry(b("c"), b("3")));
    }

    @Test
    void a_range_is_read_in_both_directions_within_its_bounds() {
        Batch batch = new Batch();
        for (String key : List.of("b", "a", "d", "c", "ca", "e")) batch.put(STATE, b(key), b("v" + key));
        store.write(batch, BUFFERED);
        assertThat(keys(Range.ALL)).containsExactly("a", "b", "c", "ca", "d", "e");
        assertThat(keys(Range.ALL.reversed())).containsExactly("e", "d", "ca", "c", "b", "a");
        assertThat(keys(Range.between(b("b"), b("d")))).containsExactly("b", "c", "ca");
        assertThat(keys(Range.between(b("b"), b("d")).reversed())).containsExactly("ca", "c", "b");
        assertThat(keys(Range.between(b("aa"), b("cz")).reversed())).containsExactly("ca", "c", "b");
        assertThat(keys(Range.from(b("cb")))).containsExactly("d", "e");
        assertThat(keys(Range.prefix(b("c")))).containsExactly("c", "ca");
        assertThat(keys(Range.prefix(b("c")).reversed())).containsExactly("ca", "c");
        assertThat(keys(Range.between(b("d"), b("b")))).isEmpty();
        assertThat(keys(Range.between(b("d"), b("b")).reversed())).isEmpty();
        assertThat(store.range(STATE, Range.ALL, 2)).extracting(Entry::key).containsExactly(b("a"), b("b"));
        assertThat(store.range(STATE, Range.ALL, 0)).isEmpty();
        assertThat(store.first(STATE, Range.ALL.reversed())).contains(new Entry(b("e"), b("ve")));
    }

    private List<String> keys(Range range) {
        return store.range(STATE, range, 99).stream()
                .map(entry -> entry.key().toUtf8())
                .toList();
    }

    @Test
    void keys_are_ordered_as_unsigned_bytes() {
        store.write(
                new Batch()
                        .put(STATE, Bytes.hex("80"), b("1"))
                        .put(STATE, Bytes.hex("7f"), b("1"))
                        .put(STATE, Bytes.hex("ffff"), b("1"))
                        .put(STATE, Bytes.hex("ff"), b("1"))
                        .put(STATE, Bytes.hex("00"), b("1")),
                BUFFERED);
        assertThat(store.range(STATE, Range.ALL, 9))
                .extracting(entry -> entry.key().toHex())
                .containsExactly("00", "7f", "80", "ff", "ffff");
        assertThat(store.range(STATE, Range.prefix(Bytes.hex("ff")), 9)).hasSize(2);
    }

    @Test
    void spaces_with_prefixes_share_a_family_and_see_only_their_own() {
        Space one = STATE.within(Bytes.hex("01"));
        Space two = STATE.within(Bytes.hex("02"));
        Space last = STATE.within(Bytes.hex("ff"));
        store.write(
                new Batch()
                        .put(one, b("k"), b("1"))
                        .put(two, b("k"), b("2"))
                        .put(last, b("k"), b("3"))
                        .put(two, Bytes.EMPTY, b("4")),
                BUFFERED);
        assertThat(store.get(one, b("k"))).contains(b("1"));
        assertThat(store.get(two, b("k"))).contains(b("2"));
        assertThat(store.range(one, Range.ALL, 9)).containsExactly(new Entry(b("k"), b("1")));
        assertThat(store.range(two, Range.ALL.reversed(), 9))
                .containsExactly(new Entry(b("k"), b("2")), new Entry(Bytes.EMPTY, b("4")));
        assertThat(store.range(last, Range.ALL, 9)).containsExactly(new Entry(b("k"), b("3")));
    }

    @Test
    void a_snapshot_stays_as_it_was() {
        store.write(new Batch().put(STATE, b("a"), b("1")).put(STATE, b("b"), b("1")), BUFFERED);
        try (Store.Snapshot before = store.snapshot()) {
            store.write(new Batch().put(STATE, b("a"), b("2")).delete(STATE, b("b")), BUFFERED);
            store.write(new Batch().put(STATE, b("a"), b("3")).put(STATE, b("c"), b("3")), BUFFERED);
            assertThat(before.get(STATE, b("a"))).contains(b("1"));
            assertThat(before.multiGet(STATE, List.of(b("b"), b("c"))))
                    .containsExactly(Optional.of(b("1")), Optional.empty());
            assertThat(before.range(STATE, Range.ALL, 9))
                    .containsExactly(new Entry(b("a"), b("1")), new Entry(b("b"), b("1")));
        }
        assertThat(store.range(STATE, Range.ALL, 9))
                .containsExactly(new Entry(b("a"), b("3")), new Entry(b("c"), b("3")));
    }

    @Test
    void a_scan_stops_when_told_to_and_may_read_the_store() {
        store.write(
                new Batch()
                        .put(STATE, b("a"), b("1"))
                        .put(STATE, b("b"), b("2"))
                        .put(STATE, b("c"), b("3")),
                BUFFERED);
        List<Bytes> seen = new ArrayList<>();
        store.scan(STATE, Range.ALL, entry -> {
            seen.add(store.get(STATE, entry.key()).orElseThrow());
            return seen.size() < 2;
        });
        assertThat(seen).containsExactly(b("1"), b("2"));
    }

    @Test
    void random_writes_read_like_a_map() {
        Random random = new Random(42);
        TreeMap<Bytes, Bytes> model = new TreeMap<>();
        for (int round = 0; round < 200; round++) {
            Batch batch = new Batch();
            for (int i = random.nextInt(20); i >= 0; i--) {
                byte[] key = new byte[1 + random.nextInt(2)];
                random.nextBytes(key);
                if (random.nextInt(3) == 0) {
                    batch.delete(STATE, Bytes.of(key));
                    model.remove(Bytes.of(key));
                } else {
                    batch.put(STATE, Bytes.of(key), b("v" + round + "," + i));
                    model.put(Bytes.of(key), b("v" + round + "," + i));
                }
            }
            store.write(batch, BUFFERED);
        }
        List<Entry> expected = new ArrayList<>();
        for (Map.Entry<Bytes, Bytes> entry : model.entrySet())
            expected.add(new Entry(entry.getKey(), entry.getValue()));
        assertThat(store.range(STATE, Range.ALL, Integer.MAX_VALUE)).isEqualTo(expected);
        assertThat(store.range(STATE, Range.ALL.reversed(), Integer.MAX_VALUE)).isEqualTo(expected.reversed());
    }

    @Test
    void readers_see_batches_whole() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        write(0);
        try (ExecutorService readers = Executors.newFixedThreadPool(2)) {
            List<Future<Integer>> reads = new ArrayList<>();
            for (int i = 0; i < 2; i++) reads.add(readers.submit(() -> compare(done)));
            for (int i = 1; i < 500; i++) write(i);
            done.set(true);
            for (Future<Integer> read : reads)
                assertThat(read.get(60, TimeUnit.SECONDS)).isPositive();
        }
    }

    private void write(int number) {
        store.write(new Batch().put(STATE, b("a"), b("" + number)).put(BLOCKS, b("b"), b("" + number)), BUFFERED);
    }

    private int compare(AtomicBoolean done) {
        int compared = 0;
        do {
            try (Store.Snapshot now = store.snapshot()) {
                assertThat(now.get(STATE, b("a"))).isEqualTo(now.get(BLOCKS, b("b")));
            }
            compared++;
        } while (!done.get());
        return compared;
    }

    @Test
    void a_closed_store_refuses_everything_but_another_close() {
        store.write(new Batch().put(STATE, b("a"), b("1")), BUFFERED);
        store.sync();
        store.close();
        store.close();
        assertThatThrownBy(() -> store.get(STATE, b("a"))).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.write(new Batch(), BUFFERED)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.range(STATE, Range.ALL, 1)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.snapshot()).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> store.sync()).isInstanceOf(StoreException.class);
    }

    protected static Bytes b(String text) {
        return Bytes.utf8(text);
    }
}
