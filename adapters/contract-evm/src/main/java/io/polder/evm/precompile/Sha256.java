package io.polder.evm.precompile;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/// 0x02.
final class Sha256 implements Precompile {
    @Override
    public long gas(Input input) {
        return 60 + 12 * input.words();
    }

    @Override
    public Optional<byte[]> run(Input input) {
        MessageDigest digest = digest();
        digest.update(input.bytes(), input.offset(), input.length());
        return Optional.of(digest.digest());
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
