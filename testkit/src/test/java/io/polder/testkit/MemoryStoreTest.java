package io.polder.testkit;

import static io.polder.ledger.Store.Durability.BUFFERED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.ledger.Batch;
import io.polder.ledger.Corrupted;
import io.polder.ledger.Finding;
import io.polder.ledger.MemoryStore;
import io.polder.ledger.Range;
import io.polder.ledger.Store;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends StoreContract {
    @Override
    protected Store create() {
        return new MemoryStore();
    }

    @Test
    void a_changed_byte_of_value_or_checksum_is_named_and_never_served() {
        for (int offset = 0; offset < 7; offset++) {
            MemoryStore decaying = new MemoryStore();
            decaying.write(new Batch().put(STATE, b("key"), b("123")), BUFFERED);
            decaying.damage(STATE, b("key"), offset);
            assertThatThrownBy(() -> decaying.get(STATE, b("key")))
                    .isInstanceOf(Corrupted.class)
                    .hasMessageContaining("state key " + b("key").toHex());
            assertThatThrownBy(() -> decaying.range(STATE, Range.ALL, 1)).isInstanceOf(Corrupted.class);
            List<Finding> findings = new ArrayList<>();
            decaying.verify(findings::add, Store.Progress.NONE);
            assertThat(findings).extracting(Finding::place).containsExactly("key " + b("key").toHex());
        }
    }
}
