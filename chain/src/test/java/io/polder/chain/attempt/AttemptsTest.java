package io.polder.chain.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.ledger.MemoryStore;
import io.polder.ledger.Store;
import io.polder.ledger.StoreException;
import io.polder.testkit.FaultyStore;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AttemptsTest {
    private static final String VAULT = "kiel.vault";

    private final MemoryStore disk = new MemoryStore();
    private final AtomicInteger opened = new AtomicInteger();

    private Attempts open() {
        return new Attempts(name -> name.startsWith("kiel.v"), () -> {
            opened.incrementAndGet();
            return life();
        });
    }

    /// What a process closes at its end is the disk's all the same; what was not synced is not.
    private Store life() {
        return new FaultyStore(disk) {
            @Override
            public synchronized void close() {
                cutPower(0);
            }
        };
    }

    private static Attempts.Attempt attempt(int at) {
        return new Attempts.Attempt(at, "org:oslo", "GET " + at);
    }

    @Test
    void what_was_tried_is_there_after_a_restart_and_counted_on() {
        try (Attempts attempts = open()) {
            attempts.note(VAULT, attempt(1));
            attempts.note("kiel.v2", attempt(2));
            attempts.note(VAULT, attempt(3));
            assertThat(attempts.of(VAULT))
                    .containsExactly(new Attempts.Kept(1, attempt(1)), new Attempts.Kept(2, attempt(3)));
        }
        try (Attempts attempts = open()) {
            attempts.note(VAULT, attempt(4));
            assertThat(attempts.of(VAULT))
                    .extracting(kept -> kept.attempt().time())
                    .containsExactly(1L, 3L, 4L);
            assertThat(attempts.of("kiel.v2")).containsExactly(new Attempts.Kept(1, attempt(2)));
        }
    }

    @Test
    void what_nobody_asked_for_yet_is_kept_at_the_end_of_a_process() {
        try (Attempts attempts = open()) {
            for (int i = 1; i <= 100; i++) attempts.note(VAULT, attempt(i));
        }
        try (Attempts attempts = open()) {
            assertThat(attempts.of(VAULT)).hasSize(100);
        }
    }

    @Test
    void of_a_chain_that_is_not_there_nothing_is_kept_and_nothing_is_opened_for_it() {
        try (Attempts attempts = open()) {
            attempts.note("kiel.nihil", attempt(1));
        }
        assertThat(opened).hasValue(0);
    }

    @Test
    void the_newest_are_kept_and_the_number_says_how_many_there_were() {
        try (Attempts attempts = open()) {
            for (int i = 1; i <= Attempts.KEPT_MAX + 20; i++) attempts.note(VAULT, attempt(i));
            attempts.note(VAULT, new Attempts.Attempt(0, "org:oslo", "x".repeat(100_000)));
            var kept = attempts.of(VAULT);
            assertThat(kept).hasSize(Attempts.KEPT_MAX);
            assertThat(kept.getFirst().number()).isEqualTo(22);
            assertThat(kept.getLast().number()).isEqualTo(Attempts.KEPT_MAX + 21);
            assertThat(kept.getLast().attempt().asked()).hasSize(Attempts.TEXT_MAX);
            assertThat(attempts.lost()).isZero();
        }
    }

    @Test
    void too_much_at_once_is_counted_and_never_waited_for() {
        CountDownLatch hold = new CountDownLatch(1);
        Attempts attempts = new Attempts(
                name -> {
                    try {
                        hold.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return true;
                },
                MemoryStore::new);
        int given = Attempts.QUEUE_MAX + Attempts.BATCH_MAX + 100;
        for (int i = 1; i <= given; i++) attempts.note(VAULT, attempt(i));
        assertThat(attempts.lost()).isBetween(98L, 100L + Attempts.BATCH_MAX);
        hold.countDown();
        attempts.close();
        assertThatThrownBy(() -> attempts.of(VAULT)).isInstanceOf(StoreException.class);
    }
}
