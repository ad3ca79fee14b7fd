package io.polder.evm.word;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.junit.jupiter.api.Test;

class KeccakTest {
    @Test
    void hashes_as_ethereum_does() {
        assertThat(HexFormat.of().formatHex(Keccak.hash()))
                .isEqualTo("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
        assertThat(HexFormat.of().formatHex(Keccak.hash("abc".getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo("4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
    }

    @Test
    void agrees_with_another_implementation_around_block_ends() {
        for (int length = 0; length < 420; length++) {
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++) bytes[i] = (byte) (7 * i + length);
            KeccakDigest digest = new KeccakDigest(256);
            digest.update(bytes, 0, length);
            byte[] expected = new byte[32];
            digest.doFinal(expected, 0);
            assertThat(Keccak.hash(bytes)).as("%d bytes", length).isEqualTo(expected);
        }
    }
}
