package io.polder.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.ledger.Store.Durability;
import io.polder.ledger.Store.Progress;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.tree.StateKey;
import io.polder.protocol.tree.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoreCheckTest {
    private static final Bytes CHAIN = Bytes.hex("0007");
    private static final StateLayout LAYOUT = StateLayout.of(CHAIN);
    private static final int HEIGHTS = 12;

    private final MemoryStore store = new MemoryStore();
    private final Map<Long, Hash> roots = new HashMap<>();

    @BeforeEach
    void fill() {
        StateTree tree = new StateTree(store, CHAIN);
        Random random = new Random(9);
        for (long height = 1; height <= HEIGHTS; height++) {
            TreeMap<StateKey, Write> changes = new TreeMap<>();
            for (int i = 0; i < 60; i++) {
                Optional<Bytes> value =
                        random.nextInt(4) == 0 ? Optional.empty() : Optional.of(Bytes.utf8("v" + random.nextInt()));
                StateKey slot = new StateKey(Bytes.utf8("kv"), Bytes.utf8("key " + random.nextInt(300)));
                changes.put(slot, new Write(new Version(height, i), value));
            }
            Batch batch = new Batch();
            roots.put(height, tree.apply(height, changes, batch));
            store.write(batch, Durability.BUFFERED);
        }
    }

    private List<Finding> check() {
        List<Finding> findings = new ArrayList<>();
        StoreCheck check = new StoreCheck(store, findings::add, Progress.NONE);
        check.files();
        check.state("one", CHAIN, height -> Optional.ofNullable(roots.get(height)));
        return findings;
    }

    @Test
    void a_sound_store_has_no_findings_before_and_after_old_heights_are_dropped() {
        assertThat(check()).isEmpty();
        Batch batch = new Batch();
        assertThat(new StateTree(store, CHAIN).retain(7, 100_000, batch)).isTrue();
        store.write(batch, Durability.BUFFERED);
        assertThat(check()).isEmpty();
    }

    @Test
    void an_entry_of_the_state_is_missed_when_it_is_gone() {
        List<Space> spaces = List.of(LAYOUT.latest(), LAYOUT.pages());
        for (Space space : spaces) {
            List<Entry> entries = store.range(space, Range.ALL, Integer.MAX_VALUE);
            for (int i = 0; i < entries.size(); i += 7) {
                Entry entry = entries.get(i);
                boolean deleted = space.equals(LAYOUT.latest())
                        && Write.decode(entry.value()).value().isEmpty();
                if (deleted) continue;
                store.write(new Batch().delete(space, entry.key()), Durability.BUFFERED);
                assertThat(check()).as(space + " " + entry.key()).isNotEmpty();
                store.write(new Batch().put(space, entry.key(), entry.value()), Durability.BUFFERED);
            }
        }
        assertThat(check()).isEmpty();
    }

    @Test
    void an_entry_changed_with_a_fitting_checksum_is_found_by_the_tree() {
        for (Space space : List.of(LAYOUT.latest(), LAYOUT.past(), LAYOUT.pages(), LAYOUT.roots())) {
            List<Entry> entries = store.range(space, Range.ALL, Integer.MAX_VALUE);
            Entry entry = entries.get(entries.size() / 2);
            byte[] changed = entry.value().toArray();
            changed[changed.length - 1] ^= 1;
            store.write(new Batch().put(space, entry.key(), Bytes.of(changed)), Durability.BUFFERED);
            assertThat(check())
                    .as(space.toString())
                    .isNotEmpty()
                    .allMatch(finding -> finding.space().equals("chain one"))
                    .anyMatch(finding -> finding.height().isPresent());
            store.write(new Batch().put(space, entry.key(), entry.value()), Durability.BUFFERED);
        }
    }

    @Test
    void a_decayed_entry_is_named_by_space_and_key_and_the_rest_is_still_checked() {
        List<Entry> pages = store.range(LAYOUT.pages(), Range.ALL, 50);
        store.damage(LAYOUT.pages(), pages.get(3).key(), 7);
        store.damage(LAYOUT.pages(), pages.get(30).key(), 7);
        assertThat(check())
                .extracting(Finding::place)
                .anyMatch(place -> place.contains(pages.get(3).key().toHex()))
                .anyMatch(place -> place.contains(pages.get(30).key().toHex()));
    }
}
