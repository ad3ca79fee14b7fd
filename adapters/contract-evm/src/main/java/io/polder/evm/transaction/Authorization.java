package io.polder.evm.transaction;

import io.polder.evm.rlp.Rlp;
import io.polder.evm.secp256k1.Secp256k1;
import io.polder.evm.word.Address;
import io.polder.evm.word.Keccak;
import io.polder.evm.word.Word;
import java.util.Optional;

/// An account's consent to run the code of `delegate` as its own (EIP-7702).
public record Authorization(Word chainId, Address delegate, long nonce, Signature signature) {
    private static final byte[] MAGIC = {0x05};

    public byte[] signingHash() {
        byte[] content = Rlp.list(Rlp.number(chainId), Rlp.string(delegate.toBytes()), Rlp.number(nonce));
        return Keccak.hash(Rlp.concat(MAGIC, content));
    }

    /// Whose account it is about, empty if the signature is none.
    public Optional<Address> authority(Secp256k1 curve) {
        return signature.signer(curve, signingHash());
    }
}
