package io.polder.testkit;

import static io.polder.ledger.Store.Durability.BUFFERED;
import static io.polder.ledger.Store.Durability.SYNCED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.ledger.Batch;
import io.polder.ledger.MemoryStore;
import io.polder.ledger.Store;
import io.polder.testkit.FaultyStore.Broken;
import io.polder.testkit.FaultyStore.Fault;
import org.junit.jupiter.api.Test;

class FaultyStoreTest extends StoreContract {
    private final FaultyStore faulty = new FaultyStore(new MemoryStore());

    @Override
    protected Store create() {
        return faulty;
    }

    private void put(String value, Store.Durability durability) {
        faulty.write(new Batch().put(STATE, b("a"), b(value)), durability);
    }

    @Test
    void before_a_write_leaves_what_was() {
        put("1", BUFFERED);
        faulty.breakAfter(1, Fault.BEFORE_WRITE);
        put("2", BUFFERED);
        assertThatThrownBy(() -> put("3", SYNCED)).isInstanceOf(Broken.class);
        assertThatThrownBy(() -> faulty.get(STATE, b("a"))).isInstanceOf(Broken.class);
        faulty.restart();
        assertThat(faulty.get(STATE, b("a"))).contains(b("2"));
    }

    @Test
    void after_a_write_the_batch_is_there_though_nobody_heard() {
        faulty.breakAfter(0, Fault.AFTER_WRITE);
        assertThatThrownBy(() -> put("1", SYNCED)).isInstanceOf(Broken.class);
        assertThat(faulty.down()).isTrue();
        faulty.restart();
        assertThat(faulty.get(STATE, b("a"))).contains(b("1"));
    }

    @Test
    void a_torn_write_takes_all_that_was_not_synced_with_it() {
        put("1", SYNCED);
        put("2", BUFFERED);
        put("3", BUFFERED);
        faulty.breakAfter(0, Fault.TORN);
        assertThatThrownBy(() -> put("4", SYNCED)).isInstanceOf(Broken.class);
        faulty.restart();
        assertThat(faulty.get(STATE, b("a"))).contains(b("1"));
    }

    @Test
    void a_power_cut_may_keep_the_first_writes_after_the_sync() {
        put("1", SYNCED);
        put("2", BUFFERED);
        put("3", BUFFERED);
        faulty.cutPower(1);
        faulty.restart();
        assertThat(faulty.get(STATE, b("a"))).contains(b("2"));
        faulty.sync();
    }
}
