package io.polder.api.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.protocol.Address;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VeilTest {
    private static Veil of(String organisation) {
        return new Veil(Address.org(organisation), who -> Optional.of(who.name()));
    }

    private static Bytes proposal(String chain) {
        return Cbor.array(Cbor.of(7), Cbor.map(Cbor.of("chain"), Cbor.array(Cbor.of(chain))))
                .encode();
    }

    @Test
    void a_value_that_names_a_private_chain_is_told_to_its_owner_alone() {
        assertThat(of("kiel").tells(proposal("kiel.vault"))).isTrue();
        assertThat(of("oslo").tells(proposal("kiel.vault"))).isFalse();
        assertThat(of("kiel.port").tells(proposal("kiel.vault"))).isFalse();
        assertThat(of("oslo").tells(proposal("harbour"))).isTrue();
        assertThat(new Veil(Address.org("kiel"), who -> Optional.empty()).tells(proposal("kiel.vault")))
                .isFalse();
    }

    @Test
    void a_key_is_judged_by_its_form_whether_anything_is_there_or_not() {
        for (String key : new String[] {"ckiel.vault", "ckiel.none", "qkiel.vault\0anyone", "hberlin\0kiel.vault"}) {
            assertThat(of("oslo").tells("council", Bytes.utf8(key))).isFalse();
            assertThat(of("kiel").tells("council", Bytes.utf8(key))).isTrue();
        }
        assertThat(of("oslo").tells("council", Bytes.utf8("charbour"))).isTrue();
        assertThat(of("oslo").tells("authority", Bytes.utf8("ckiel.vault"))).isTrue();
    }
}
