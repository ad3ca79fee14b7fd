package io.polder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.ledger.Stale.Kind;
import io.polder.ledger.Stale.Note;
import io.polder.protocol.encoding.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StaleTest {
    private static final Space SPACE = Space.of("stale");

    private static List<Entry> written(List<Note> notes) {
        Batch batch = new Batch();
        Stale stale = new Stale(SPACE, 7, batch);
        for (Note note : notes) stale.note(note.kind(), note.key());
        stale.close();
        MemoryStore store = new MemoryStore();
        store.write(batch, Store.Durability.BUFFERED);
        return store.range(SPACE, Range.ALL, 1_000);
    }

    @Test
    void all_notes_of_a_block_come_back_in_their_order() {
        List<Note> notes = new ArrayList<>();
        for (int i = 0; i <= 2 * Stale.NOTES_MAX; i++)
            notes.add(new Note(Kind.values()[i % Kind.values().length], Bytes.utf8("key " + i)));
        List<Entry> entries = written(notes);
        assertThat(entries).hasSize(3);
        assertThat(entries.stream().flatMap(each -> Stale.read(SPACE, each).stream()))
                .containsExactlyElementsOf(notes);
        assertThat(written(List.of())).isEmpty();
    }

    @Test
    void notes_that_were_spoiled_are_never_followed() {
        Bytes whole = written(List.of(new Note(Kind.PAST, Bytes.utf8("key"))))
                .getFirst()
                .value();
        Stream.of(
                        whole.slice(0, whole.size() - 1),
                        whole.slice(0, 3),
                        Bytes.concat(whole, Bytes.of((byte) 1)),
                        Bytes.concat(Bytes.of((byte) 9), whole.slice(1, whole.size())),
                        Bytes.concat(Bytes.of((byte) 1, (byte) -1), whole.slice(2, whole.size())))
                .forEach(spoiled -> assertThatThrownBy(() -> Stale.read(SPACE, new Entry(Bytes.EMPTY, spoiled)))
                        .isInstanceOf(Corrupted.class));
    }
}
