package io.polder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.tree.StateHasher;
import io.polder.protocol.tree.StateKey;
import io.polder.protocol.tree.StateProof;
import io.polder.protocol.tree.Version;
import io.polder.protocol.tree.Versioned;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StateTreeTest {
    private static final Bytes CHAIN = Bytes.hex("0007");
    private static final Bytes KV = Bytes.utf8("kv");

    private final MemoryStore store = new MemoryStore();
    private final StateTree tree = new StateTree(store, CHAIN);

    private static StateKey slot(int number) {
        return new StateKey(KV, Bytes.utf8("key " + number));
    }

    private static TreeMap<StateKey, Write> block(Random random, long height, int keys, int size) {
        TreeMap<StateKey, Write> changes = new TreeMap<>();
        for (int i = 0; i < size; i++) {
            Optional<Bytes> value =
                    random.nextInt(3) == 0 ? Optional.empty() : Optional.of(Bytes.utf8("v" + random.nextInt(5)));
            changes.put(slot(random.nextInt(keys)), new Write(new Version(height, i), value));
        }
        return changes;
    }

    private Hash apply(long height, TreeMap<StateKey, Write> changes) {
        Batch batch = new Batch();
        Hash root = tree.apply(height, changes, batch);
        store.write(batch, Store.Durability.BUFFERED);
        return root;
    }

    @Property(tries = 60)
    void at_every_height_it_equals_a_naive_state(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 80) int keys,
            @ForAll @IntRange(min = 1, max = 40) int size) {
        StateTreeTest fresh = new StateTreeTest();
        Random random = new Random(seed);
        List<NaiveState> expected = new ArrayList<>();
        NaiveState naive = new NaiveState();
        for (int height = 0; height < 12; height++) {
            TreeMap<StateKey, Write> changes = block(random, height, keys, random.nextInt(size + 1));
            naive = naive.after(changes);
            assertThat(fresh.apply(height, changes)).isEqualTo(naive.root());
            expected.add(naive);
        }
        StateTree reopened = new StateTree(fresh.store, CHAIN);
        for (int height = 0; height < 12; height++) {
            compare(fresh.tree.at(height).orElseThrow(), expected.get(height), keys);
            compare(reopened.at(height).orElseThrow(), expected.get(height), keys);
        }
        fresh.retainEach(expected, keys);
    }

    private void retainEach(List<NaiveState> expected, int keys) {
        for (int from = 3; from < 12; from += 4) {
            boolean done = false;
            for (int calls = 0; !done; calls++) {
                assertThat(calls).isLessThan(10_000);
                Batch batch = new Batch();
                done = tree.retain(from, 7, batch);
                store.write(batch, Store.Durability.BUFFERED);
            }
            assertThat(tree.at(from - 1)).isEmpty();
            for (int height = from; height < 12; height++)
                compare(tree.at(height).orElseThrow(), expected.get(height), keys);
        }
    }

    private static void compare(StateAt state, NaiveState naive, int keys) {
        assertThat(state.root()).isEqualTo(naive.root());
        for (Range range : List.of(Range.ALL, Range.ALL.reversed(), Range.from(Bytes.utf8("key 3"))))
            for (int limit : List.of(0, 3, 1000))
                assertThat(state.range(KV, range, limit)).isEqualTo(naive.range(KV, range, limit));
        for (int i = 0; i < keys; i++) {
            assertThat(state.get(slot(i))).isEqualTo(naive.get(slot(i)));
            assertProven(state, naive, slot(i));
        }
    }

    private static void assertProven(StateAt state, NaiveState naive, StateKey slot) {
        Optional<Versioned> held = naive.get(slot);
        boolean proven = switch (state.prove(slot)) {
            case StateProof.Existence there ->
                held.isPresent()
                        && there.proves(state.root(), slot.hash(), held.get().hash());
            case StateProof.Absence missing -> held.isEmpty() && missing.proves(state.root(), slot.hash());
        };
        assertThat(proven).isTrue();
    }

    @Test
    void the_root_depends_on_what_is_held_and_not_on_how_it_came() {
        TreeMap<StateKey, Write> all = new TreeMap<>();
        for (int i = 0; i < 300; i++) all.put(slot(i), new Write(new Version(5, i), Optional.of(Bytes.utf8("x"))));
        TreeMap<StateKey, Write> detour = block(new Random(1), 2, 600, 500);
        TreeMap<StateKey, Write> clear = new TreeMap<>();
        detour.keySet().forEach(slot -> clear.put(slot, new Write(new Version(3, 0), Optional.empty())));
        Hash straight = apply(5, all);

        StateTreeTest other = new StateTreeTest();
        other.apply(2, detour);
        assertThat(other.apply(3, clear)).isEqualTo(StateHasher.EMPTY);
        assertThat(other.apply(5, all)).isEqualTo(straight);
    }

    @Test
    void after_all_is_deleted_and_dropped_the_store_holds_no_page_and_no_value() {
        apply(1, block(new Random(3), 1, 400, 400));
        TreeMap<StateKey, Write> clear = new TreeMap<>();
        for (int i = 0; i < 400; i++) clear.put(slot(i), new Write(new Version(2, i), Optional.empty()));
        assertThat(apply(2, clear)).isEqualTo(StateHasher.EMPTY);
        assertThat(tree.at(1).orElseThrow().range(KV, Range.ALL, 9)).hasSize(9);
        Batch batch = new Batch();
        assertThat(tree.retain(2, 100_000, batch)).isTrue();
        store.write(batch, Store.Durability.BUFFERED);
        StateLayout layout = StateLayout.of(CHAIN);
        for (Space space : List.of(layout.latest(), layout.past(), layout.pages(), layout.stale()))
            assertThat(store.range(space, Range.ALL, 1)).isEmpty();
    }

    @Test
    void a_slot_tells_its_history_newest_first() {
        for (int height = 1; height <= 6; height++) {
            Optional<Bytes> value = height == 4 ? Optional.empty() : Optional.of(Bytes.utf8("v" + height));
            TreeMap<StateKey, Write> changes = new TreeMap<>();
            changes.put(slot(1), new Write(new Version(height, 2), value));
            changes.put(new StateKey(KV, Bytes.utf8("key 1" + height)), new Write(new Version(height, 3), value));
            apply(height, changes);
        }
        StateAt newest = tree.at(9).orElseThrow();
        assertThat(heights(newest.history(slot(1), 9, 99))).containsExactly(6L, 5L, 4L, 3L, 2L, 1L);
        assertThat(heights(newest.history(slot(1), 5, 3))).containsExactly(5L, 4L, 3L);
        assertThat(heights(tree.at(2).orElseThrow().history(slot(1), 9, 99))).containsExactly(2L, 1L);
        assertThat(newest.history(slot(1), 4, 1).getFirst().value()).isEmpty();
        assertThat(newest.history(slot(2), 9, 9)).isEmpty();
    }

    private static Stream<Long> heights(List<Write> writes) {
        return writes.stream().map(write -> write.version().height());
    }

    @Test
    void a_block_that_changes_nothing_writes_nothing() {
        Hash root = apply(1, block(new Random(1), 1, 50, 50));
        Batch batch = new Batch();
        assertThat(tree.apply(2, Collections.emptySortedMap(), batch)).isEqualTo(root);
        TreeMap<StateKey, Write> never = new TreeMap<>();
        never.put(slot(999), new Write(new Version(2, 0), Optional.empty()));
        assertThat(tree.apply(2, never, batch)).isEqualTo(root);
        assertThat(batch.isEmpty()).isTrue();
    }

    @Test
    void a_block_given_up_leaves_no_trace_in_the_next() {
        apply(1, block(new Random(1), 1, 500, 400));
        tree.apply(2, block(new Random(2), 2, 500, 400), new Batch());
        TreeMap<StateKey, Write> second = block(new Random(3), 2, 500, 20);
        NaiveState naive =
                new NaiveState().after(block(new Random(1), 1, 500, 400)).after(second);
        assertThat(apply(2, second)).isEqualTo(naive.root());
        compare(tree.at(2).orElseThrow(), naive, 500);
    }

    @Test
    void chains_in_one_store_do_not_see_each_other() {
        StateTree other = new StateTree(store, Bytes.hex("0008"));
        apply(1, block(new Random(1), 1, 50, 50));
        assertThat(other.at(1).orElseThrow().root()).isEqualTo(StateHasher.EMPTY);
        assertThat(other.at(1).orElseThrow().range(KV, Range.ALL, 1)).isEmpty();
    }

    @Test
    void a_write_of_another_height_is_refused() {
        assertThatThrownBy(() -> tree.apply(2, block(new Random(1), 1, 9, 9), new Batch()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
