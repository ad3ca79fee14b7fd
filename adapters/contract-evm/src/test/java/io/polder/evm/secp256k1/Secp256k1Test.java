package io.polder.evm.secp256k1;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.evm.word.Keccak;
import io.polder.evm.word.Word;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Secp256k1Test {
    private final Secp256k1 natively = new NativeSecp256k1();
    private final Secp256k1 inJava = new BouncySecp256k1();

    @Test
    void both_implementations_sign_and_recover_alike() {
        Random chance = new Random(3);
        for (int i = 0; i < 20; i++) {
            byte[] key = Keccak.hash((byte) i), hash = new byte[32];
            chance.nextBytes(hash);
            assertThat(inJava.address(key)).isEqualTo(natively.address(key));
            byte[] signature = natively.sign(hash, key);
            assertThat(inJava.sign(hash, key)).isEqualTo(signature);
            Word r = Word.of(signature, 0, 32), s = Word.of(signature, 32, 32);
            for (int parity = 0; parity < 2; parity++) {
                assertThat(inJava.recover(hash, parity, r, s)).isEqualTo(natively.recover(hash, parity, r, s));
            }
            assertThat(s).isLessThanOrEqualTo(Secp256k1.HALF_ORDER);
        }
    }

    @Test
    void both_refuse_what_no_key_can_have_signed() {
        byte[] hash = new byte[32];
        for (long r = 1; r < 30; r++) {
            var one = natively.recover(hash, 0, Word.of(r), Word.ONE);
            assertThat(inJava.recover(hash, 0, Word.of(r), Word.ONE))
                    .as("r %d", r)
                    .isEqualTo(one);
        }
    }
}
