package io.polder.evm.transaction;

import io.polder.evm.secp256k1.Secp256k1;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import java.util.Optional;

/// A signature on secp256k1 from which the signer can be recovered.
public record Signature(int parity, Word r, Word s) {
    /// Reads 64 bytes as `Secp256k1.sign` writes them.
    public static Signature of(int parity, byte[] rs) {
        return new Signature(parity, Word.of(rs, 0, 32), Word.of(rs, 32, 32));
    }

    /// True if r and s are in range and s is in the lower half (EIP-2).
    public boolean isStrict() {
        return (parity == 0 || parity == 1)
                && Secp256k1.isScalar(r)
                && Secp256k1.isScalar(s)
                && s.compareTo(Secp256k1.HALF_ORDER) <= 0;
    }

    /// Who signed the hash, empty if nobody can have.
    public Optional<Address> signer(Secp256k1 curve, byte[] hash) {
        return isStrict() ? curve.recover(hash, parity, r, s) : Optional.empty();
    }
}
