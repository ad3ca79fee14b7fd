package io.polder.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Malformed;
import org.junit.jupiter.api.Test;

class TokensTest {
    private final Tokens tokens = new Tokens(Bytes.wrap(new byte[32]));

    @Test
    void a_token_is_the_hmac_that_another_program_makes() {
        // printf 'polder device token 1:DEHH008' | openssl dgst -sha256 -mac HMAC -macopt hexkey:00…00 -binary |
        // base64url
        assertThat(tokens.of("DEHH008")).isEqualTo("V0isYO_SreQP36x-Nb8lzx7fzGDHA6X5paqGtQvPpjs");
    }

    @Test
    void a_token_holds_for_its_thing_and_secret_alone() {
        String token = tokens.of("DEHH008");
        assertThat(tokens.holds("DEHH008", token)).isTrue();
        assertThat(tokens.holds("DEHH009", token)).isFalse();
        assertThat(tokens.holds("DEHH008", token + "=")).isFalse();
        assertThat(tokens.holds("DEHH008", "")).isFalse();
        byte[] other = new byte[32];
        other[31] = 1;
        assertThat(new Tokens(Bytes.wrap(other)).holds("DEHH008", token)).isFalse();
    }

    @Test
    void a_short_secret_is_refused() {
        assertThatThrownBy(() -> new Tokens(Bytes.wrap(new byte[31]))).isInstanceOf(Malformed.class);
    }
}
