package io.polder.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.SigningKey;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoundingTest {
    private static CityCard card(String name) {
        SecureRandom random = new SecureRandom();
        return new CityCard(
                name,
                "DE-" + name,
                new Organisation(
                        name + "-works",
                        SigningKey.generate(Algorithm.ED25519, random).publicKey()),
                SigningKey.generate(Algorithm.ED25519, random).publicKey(),
                new Member.Doors(new Member.Endpoint("127.0.0.1", 7_000), new Member.Endpoint("127.0.0.1", 7_001)),
                Bytes.EMPTY,
                1_000);
    }

    @Test
    void the_same_cards_in_any_order_make_the_same_genesis_in_which_each_city_has_its_organisation() {
        CityCard berlin = card("berlin");
        CityCard hamburg = card("hamburg");
        Genesis genesis = Founding.genesis("test", List.of(hamburg, berlin));
        assertThat(Founding.genesis("test", List.of(berlin, hamburg)).id()).isEqualTo(genesis.id());
        assertThat(Genesis.decode(genesis.encode())).isEqualTo(genesis);
        assertThat(genesis.roster().members().stream().map(Member::organisation))
                .containsExactly("berlin-works", "hamburg-works");
    }
}
