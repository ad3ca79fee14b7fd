package io.polder.evm.secp256k1;

import fr.acinq.secp256k1.Secp256k1Exception;
import io.polder.evm.word.Address;
import io.polder.evm.word.Keccak;
import io.polder.evm.word.Word;
import java.util.Optional;

/// libsecp256k1 through JNI: about twenty times as fast as Java.
public final class NativeSecp256k1 implements Secp256k1 {
    private final fr.acinq.secp256k1.Secp256k1 library = fr.acinq.secp256k1.Secp256k1.get();

    static boolean isAvailable() {
        try {
            return fr.acinq.secp256k1.Secp256k1.get() != null;
        } catch (IllegalStateException | LinkageError noLibraryForThisPlatform) {
            return false;
        }
    }

    @Override
    public Optional<Address> recover(byte[] hash, int parity, Word r, Word s) {
        byte[] signature = new byte[64];
        System.arraycopy(r.toBytes(), 0, signature, 0, 32);
        System.arraycopy(s.toBytes(), 0, signature, 32, 32);
        try {
            return Optional.of(addressOf(library.ecdsaRecover(signature, hash, parity)));
        } catch (Secp256k1Exception noPointWithThisX) {
            return Optional.empty();
        }
    }

    @Override
    public byte[] sign(byte[] hash, byte[] privateKey) {
        return library.sign(hash, privateKey, null);
    }

    @Override
    public Address address(byte[] privateKey) {
        return addressOf(library.pubkeyCreate(privateKey));
    }

    private static Address addressOf(byte[] uncompressedKey) {
        return Address.lastOf(Keccak.hash(uncompressedKey, 1, 64));
    }
}
