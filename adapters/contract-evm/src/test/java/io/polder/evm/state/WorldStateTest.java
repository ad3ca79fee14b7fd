package io.polder.evm.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorldStateTest {
    private static final Address TOWN = Address.of(7);

    private final MemoryState state = new MemoryState();
    private final WorldState world = new WorldState(state, new CodeCache(), address -> false, 42);

    @Test
    void goes_back_to_a_mark_in_everything() {
        world.beginTransaction();
        AccountState town = world.account(TOWN);
        world.setBalance(town, Word.of(5));
        store(1, 10);
        int mark = world.mark();
        world.setBalance(town, Word.of(6));
        world.setNonce(town, 9);
        world.setCode(town, Code.of(new byte[] {1}));
        store(1, 11);
        store(2, 12);
        world.addRefund(100);
        world.log(new LogEntry(TOWN, List.of(), new byte[0]));
        world.revertTo(mark);
        assertThat(town.balance()).isEqualTo(Word.of(5));
        assertThat(town.nonce()).isZero();
        assertThat(town.code().isEmpty()).isTrue();
        assertThat(load(1)).isEqualTo(Word.of(10));
        assertThat(load(2)).isEqualTo(Word.ZERO);
        assertThat(world.refund()).isZero();
        assertThat(world.logs()).isEmpty();
    }

    @Test
    void tells_what_changed_in_order_and_nothing_else() {
        state.put(TOWN, 1, Word.ONE, new byte[0]);
        state.put(Address.of(9), 1, Word.ONE, new byte[0]);
        world.beginTransaction();
        world.account(Address.of(9));
        world.setBalance(world.account(Address.of(8)), Word.of(3));
        for (int key = 50; key > 0; key--) store(key, key % 2);
        world.endTransaction();
        StateChanges changes = world.changes();
        assertThat(changes.accounts())
                .extracting(change -> change.address().low())
                .containsExactly(7L, 8L);
        assertThat(changes.accounts().getFirst().slots())
                .hasSize(25)
                .isSortedAccordingTo((a, b) -> a.key().compareTo(b.key()));
    }

    @Test
    void an_empty_account_is_removed_once_touched() {
        state.put(TOWN, 0, Word.ZERO, new byte[0]);
        world.beginTransaction();
        world.touch(world.account(TOWN));
        world.endTransaction();
        state.apply(world.changes());
        assertThat(state.account(TOWN)).isEmpty();
    }

    @Test
    void warmth_and_transient_storage_end_with_the_transaction() {
        world.beginTransaction();
        long[] words = new long[8];
        AccountState town = world.account(TOWN);
        assertThat(world.warm(town)).isFalse();
        assertThat(world.warm(town)).isTrue();
        words[4] = 5;
        world.storeTransient(town, words, 0, 4);
        world.endTransaction();
        world.beginTransaction();
        assertThat(world.warm(world.account(TOWN))).isFalse();
        world.loadTransient(world.account(TOWN), words, 0);
        assertThat(words[0]).isZero();
    }

    @Test
    void the_code_cache_is_bounded_by_bytes() {
        CodeCache cache = new CodeCache(100);
        for (int i = 1; i <= 20; i++) {
            byte[] code = new byte[30];
            code[0] = (byte) i;
            state.put(Address.of(i), 1, Word.ZERO, code);
            cache.code(Code.of(code).hash(), state);
        }
        assertThat(cache.size()).isEqualTo(3);
    }

    private void store(long key, long value) {
        long[] words = {key, 0, 0, 0, value, 0, 0, 0};
        AccountState town = world.account(TOWN);
        world.storeSlot(town, world.slot(town, words, 0), words, 4);
    }

    private Word load(long key) {
        return world.storage(TOWN, Word.of(key));
    }
}
