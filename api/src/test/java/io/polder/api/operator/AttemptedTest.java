package io.polder.api.operator;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.api.http.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class AttemptedTest {
    private Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    private final Attempted attempted = new Attempted(new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return clock.instant();
        }
    });

    private void pass(long millis) {
        clock = Clock.offset(clock, Duration.ofMillis(millis));
    }

    private void goesOn(String person) {
        assertThatCode(() -> attempted.attempt(person)).doesNotThrowAnyException();
    }

    private void rests(String person) {
        assertThatThrownBy(() -> attempted.attempt(person))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("wrong passphrases");
    }

    @Test
    void after_a_few_wrong_passphrases_a_key_rests_twice_as_long_each_time() {
        for (int i = 0; i < Attempted.FREE; i++) goesOn("ada");
        rests("ada");
        goesOn("bob");
        pass(Attempted.REST_MS);
        goesOn("ada");
        pass(Attempted.REST_MS);
        rests("ada");
        pass(Attempted.REST_MS);
        goesOn("ada");
        pass(Attempted.REST_MAX_MS);
        goesOn("ada");
    }

    @Test
    void the_right_passphrase_starts_the_count_again() {
        for (int i = 0; i < Attempted.FREE - 1; i++) goesOn("ada");
        attempted.right("ada");
        for (int i = 0; i < Attempted.FREE; i++) goesOn("ada");
        rests("ada");
    }
}
