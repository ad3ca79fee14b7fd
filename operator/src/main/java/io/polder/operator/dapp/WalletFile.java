package io.polder.operator.dapp;

import io.polder.cli.Failure;
import io.polder.evm.secp256k1.Secp256k1;
import io.polder.evm.transaction.EthereumTransaction.DynamicFee;
import io.polder.evm.transaction.Signature;
import io.polder.evm.transaction.TransactionCodec;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HexFormat;
import java.util.Set;

/// A wallet whose private key lies in a file that its owner alone may read.
final class WalletFile {
    private static final Secp256k1 CURVE = Secp256k1.best();
    private static final int FILE_BYTES_MAX = 1 << 10;
    private static final String MAKE = "Make one: (umask 077; openssl rand -hex 32 > wallet.hex)";
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final byte[] key;

    private WalletFile(byte[] key) {
        this.key = key;
    }

    /// Reads 64 hexadecimal digits, with or without `0x`.
    static WalletFile read(Path file) {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) throw noKey(file);
            if (Files.getFileStore(file).supportsFileAttributeView("posix")
                    && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains))
                throw Failure.usage("others may read the key file " + file, "Close it: chmod 600 " + file);
            String text = Files.readString(file).strip();
            byte[] key = HexFormat.of().parseHex(text.startsWith("0x") ? text.substring(2) : text);
            if (key.length != Word.BYTES || !Secp256k1.isScalar(Word.of(key))) throw noKey(file);
            return new WalletFile(key);
        } catch (NoSuchFileException e) {
            throw Failure.usage("there is no key file " + file, MAKE);
        } catch (IllegalArgumentException e) {
            throw noKey(file);
        } catch (IOException e) {
            throw Failure.usage("cannot read the key file " + file + ": " + e.getMessage(), "");
        }
    }

    /// Without a word of what it holds: that may be a secret of another kind.
    private static Failure noKey(Path file) {
        return Failure.usage(file + " is no private key: expected 64 hexadecimal digits below the curve's order", MAKE);
    }

    Address account() {
        return CURVE.address(key);
    }

    /// The same transaction under this wallet's signature.
    DynamicFee sign(DynamicFee unsigned) {
        byte[] hash = TransactionCodec.signingHash(unsigned);
        byte[] rs = CURVE.sign(hash, key);
        for (int parity = 0; parity < 2; parity++) {
            Signature signature = Signature.of(parity, rs);
            if (signature.signer(CURVE, hash).filter(account()::equals).isPresent())
                return new DynamicFee(
                        unsigned.chain(), unsigned.fees(), unsigned.payload(), unsigned.accessList(), signature);
        }
        throw new IllegalStateException("a signature that recovers to nobody");
    }
}
