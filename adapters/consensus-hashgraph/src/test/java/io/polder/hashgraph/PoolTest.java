package io.polder.hashgraph;

import static org.assertj.core.api.Assertions.assertThat;

import com.hedera.pbj.runtime.io.buffer.Bytes;
import io.polder.consensus.Submission;
import org.hiero.consensus.model.transaction.TimestampedTransaction;
import org.junit.jupiter.api.Test;

class PoolTest {
    private static final int LARGE = 100_000;

    private final Pool pool = new Pool(3);

    @Test
    void urgent_ones_go_first_and_each_kind_in_its_order() {
        pool.offer(bytes(1, 1));
        pool.offerUrgent(bytes(2, 1));
        pool.offer(bytes(3, 1));
        assertThat(pool.take())
                .extracting(TimestampedTransaction::transaction)
                .containsExactly(bytes(2, 1), bytes(1, 1), bytes(3, 1));
        assertThat(pool.isEmpty()).isTrue();
    }

    @Test
    void an_event_is_never_larger_than_the_engine_allows() {
        for (int i = 0; i < 3; i++) pool.offer(bytes(i, LARGE));
        assertThat(pool.take()).hasSize(2);
        assertThat(pool.take()).hasSize(1);
        assertThat(pool.take()).isEmpty();
    }

    @Test
    void what_is_full_says_so_and_has_room_again_when_taken() {
        for (int i = 0; i < 3; i++) assertThat(pool.offer(bytes(i, 1))).isEqualTo(Submission.ACCEPTED);
        assertThat(pool.offer(bytes(4, 1))).isEqualTo(Submission.FULL);
        assertThat(pool.offerUrgent(bytes(4, 1))).isEqualTo(Submission.ACCEPTED);
        pool.take();
        assertThat(pool.offer(bytes(5, 1))).isEqualTo(Submission.ACCEPTED);
    }

    @Test
    void bytes_are_bounded_too() {
        Pool wide = new Pool(Integer.MAX_VALUE);
        int accepted = 0;
        while (wide.offer(bytes(0, LARGE)) == Submission.ACCEPTED) accepted++;
        assertThat((long) accepted * LARGE).isBetween(Pool.BYTES_MAX - LARGE, Pool.BYTES_MAX);
        int urgent = 0;
        Pool signatures = new Pool(1);
        while (signatures.offerUrgent(bytes(0, 1)) == Submission.ACCEPTED) urgent++;
        assertThat(urgent).isEqualTo(Pool.URGENT_MAX);
    }

    @Test
    void only_what_waits_is_stuck() {
        assertThat(pool.isStuck(0)).isFalse();
        pool.offer(bytes(1, 1));
        assertThat(pool.isStuck(Long.MAX_VALUE)).isFalse();
        assertThat(pool.isStuck(-1)).isTrue();
        pool.clear();
        assertThat(pool.isStuck(-1)).isFalse();
    }

    private static Bytes bytes(int first, int size) {
        byte[] content = new byte[size];
        content[0] = (byte) first;
        return Bytes.wrap(content);
    }
}
