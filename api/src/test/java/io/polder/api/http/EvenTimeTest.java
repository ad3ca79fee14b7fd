package io.polder.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EvenTimeTest {
    private static final long BEAT = EvenTime.BEAT.toNanos();

    @Test
    void what_took_less_than_a_beat_is_answered_at_the_same_moment() {
        for (long taken : new long[] {0, 1, 70_000, BEAT - 1})
            assertThat(EvenTime.beat(taken)).isEqualTo(BEAT);
        assertThat(EvenTime.beat(BEAT)).isEqualTo(2 * BEAT);
        assertThat(EvenTime.beat(5 * BEAT + 3)).isEqualTo(6 * BEAT);
    }

    @Test
    void nothing_is_answered_before_its_beat() {
        long started = System.nanoTime();
        EvenTime.await(started);
        assertThat(System.nanoTime() - started).isGreaterThanOrEqualTo(BEAT);
    }

    @Test
    void refusals_behind_which_a_chain_may_hide_are_given_at_a_beat() {
        assertThat(EvenTime.HIDES)
                .contains(
                        Fault.UNKNOWN_CHAIN.status(),
                        Fault.NOT_FOUND.status(),
                        Fault.REVERTED.status(),
                        Fault.UNAUTHORIZED.status());
    }
}
