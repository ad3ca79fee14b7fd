package io.polder.operator;

import io.polder.evm.secp256k1.Secp256k1;
import io.polder.protocol.encoding.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;

/// An Ethereum account whose private key lies in a file.
record Wallet(Path file, String account) {
    private static final int KEY_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    /// A new one, in a file that its owner alone may read.
    static Wallet in(Path file) {
        byte[] key = new byte[KEY_BYTES];
        RANDOM.nextBytes(key);
        // Below the curve's order, whatever the rest.
        key[0] &= 0x7f;
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, HexFormat.of().formatHex(key), StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
        return new Wallet(file, Secp256k1.best().address(key).toString());
    }

    /// As a policy names it.
    String evm() {
        return "evm:" + account.toLowerCase(Locale.ROOT);
    }

    Bytes bytes() {
        return Bytes.wrap(HexFormat.of().parseHex(account.substring(2)));
    }
}
