package io.polder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.tree.StateKey;
import io.polder.protocol.tree.Version;
import io.polder.protocol.tree.Versioned;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class OverlayTest {
    private static final List<Bytes> NAMESPACES =
            List.of(Bytes.utf8("a"), Bytes.utf8("b"), Bytes.hex("ffff"), Bytes.EMPTY);

    private static StateKey slot(Random random) {
        return new StateKey(NAMESPACES.get(random.nextInt(4)), Bytes.of((byte) random.nextInt(12)));
    }

    @Property(tries = 300)
    void it_reads_like_a_copy_of_the_state_with_the_writes_done(@ForAll long seed) {
        Random random = new Random(seed);
        NaiveState base = new NaiveState();
        for (int i = 0; i < 20; i++)
            base.slots().put(slot(random), new Versioned(new Version(1, i), Bytes.utf8("b" + i)));
        Overlay overlay = new Overlay(base, 2);
        Deque<NaiveState> open = new ArrayDeque<>();
        NaiveState model = new NaiveState(new TreeMap<>(base.slots()));
        for (int i = 0; i < 60; i++) {
            overlay.transaction(i);
            StateKey slot = slot(random);
            switch (random.nextInt(6)) {
                case 0 -> {
                    overlay.begin();
                    open.push(new NaiveState(new TreeMap<>(model.slots())));
                }
                case 1 -> {
                    if (open.isEmpty()) continue;
                    overlay.drop();
                    model = open.pop();
                }
                case 2 -> {
                    if (open.isEmpty()) continue;
                    overlay.keep();
                    open.pop();
                }
                case 3 -> {
                    overlay.delete(slot);
                    model.slots().remove(slot);
                }
                default -> {
                    overlay.put(slot, Bytes.utf8("o" + i));
                    model.slots().put(slot, new Versioned(new Version(2, i), Bytes.utf8("o" + i)));
                }
            }
            compare(overlay, model, random);
        }
        while (!open.isEmpty()) {
            overlay.keep();
            open.pop();
        }
        assertThat(base.after(overlay.changes())).isEqualTo(model);
    }

    private static void compare(Overlay overlay, NaiveState model, Random random) {
        StateKey slot = slot(random);
        assertThat(overlay.get(slot)).isEqualTo(model.get(slot));
        Bytes from = Bytes.of((byte) random.nextInt(12));
        Range range =
                random.nextBoolean() ? Range.between(from, Bytes.of((byte) random.nextInt(14))) : Range.from(from);
        if (random.nextBoolean()) range = range.reversed();
        int limit = random.nextInt(13);
        assertThat(overlay.range(slot.namespace(), range, limit))
                .isEqualTo(model.range(slot.namespace(), range, limit));
    }

    @Test
    void changes_are_not_given_out_while_a_checkpoint_is_open() {
        Overlay overlay = new Overlay(new NaiveState(), 1);
        overlay.begin();
        assertThatThrownBy(overlay::changes).isInstanceOf(IllegalStateException.class);
        overlay.drop();
        assertThat(overlay.changes()).isEmpty();
    }
}
