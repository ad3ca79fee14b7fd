package io.polder.evm.secp256k1;

import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import java.math.BigInteger;
import java.util.Optional;

/// The port to the curve of Ethereum's signatures.
public interface Secp256k1 {
    Word ORDER = Word.of(new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16));
    Word HALF_ORDER = Word.of(ORDER.toBigInteger().shiftRight(1));

    /// The address whose key made the signature over a 32-byte hash; `parity` is 0 or 1, r and s are in 1 to order-1.
    Optional<Address> recover(byte[] hash, int parity, Word r, Word s);

    /// Signs a hash: r and s, 64 bytes, s in the lower half.
    byte[] sign(byte[] hash, byte[] privateKey);

    /// The address of a private key.
    Address address(byte[] privateKey);

    /// The native library where it loads, else Java.
    static Secp256k1 best() {
        return NativeSecp256k1.isAvailable() ? new NativeSecp256k1() : new BouncySecp256k1();
    }

    /// True if a number may be r or s.
    static boolean isScalar(Word number) {
        return !number.isZero() && number.compareTo(ORDER) < 0;
    }
}
