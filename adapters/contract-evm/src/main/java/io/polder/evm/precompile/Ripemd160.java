package io.polder.evm.precompile;

import java.util.Optional;
import org.bouncycastle.crypto.digests.RIPEMD160Digest;

/// 0x03, the digest at the end of 32 bytes.
final class Ripemd160 implements Precompile {
    @Override
    public long gas(Input input) {
        return 600 + 120 * input.words();
    }

    @Override
    public Optional<byte[]> run(Input input) {
        var digest = new RIPEMD160Digest();
        digest.update(input.bytes(), input.offset(), input.length());
        byte[] output = new byte[32];
        digest.doFinal(output, 12);
        return Optional.of(output);
    }
}
