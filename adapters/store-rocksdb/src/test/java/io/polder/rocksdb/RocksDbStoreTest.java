package io.polder.rocksdb;

import static io.polder.ledger.Store.Durability.BUFFERED;
import static io.polder.ledger.Store.Durability.SYNCED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.ledger.Batch;
import io.polder.ledger.Finding;
import io.polder.ledger.Store;
import io.polder.ledger.StoreException;
import io.polder.testkit.StoreContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksDbStoreTest extends StoreContract {
    private static final SharedMemory MEMORY = new SharedMemory();

    @TempDir
    Path folder;

    @AfterAll
    static void free() {
        MEMORY.close();
    }

    @Override
    protected Store create() {
        return RocksDbStore.open(folder.resolve("store"), MEMORY);
    }

    @Test
    void what_was_written_is_there_after_a_restart() {
        store.write(new Batch().put(STATE, b("a"), b("1")), BUFFERED);
        store.close();
        store = create();
        assertThat(store.get(STATE, b("a"))).contains(b("1"));
        assertThat(findings()).isEmpty();
    }

    @Test
    void a_folder_serves_one_store_at_a_time() {
        assertThatThrownBy(this::create).isInstanceOf(StoreException.class).hasMessageContaining("in use");
        store.write(new Batch().put(STATE, b("a"), b("1")), BUFFERED);
    }

    @Test
    void a_checkpoint_is_a_store_as_it_was_then() {
        store.write(new Batch().put(STATE, b("a"), b("1")), SYNCED);
        store.checkpoint(folder.resolve("copy"));
        store.write(new Batch().put(STATE, b("a"), b("2")), SYNCED);
        try (Store copy = RocksDbStore.open(folder.resolve("copy"), MEMORY)) {
            assertThat(copy.get(STATE, b("a"))).contains(b("1"));
        }
        List<Finding> findings = new ArrayList<>();
        RocksDbStore.check(folder.resolve("copy"), MEMORY, findings::add, Store.Progress.NONE);
        assertThat(findings).isEmpty();
    }

    private List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        store.verify(findings::add, Store.Progress.NONE);
        return findings;
    }
}
