package io.polder.evm.precompile;

import io.polder.evm.secp256k1.Secp256k1;
import io.polder.evm.word.Word;
import java.util.Optional;

/// 0x01: the address behind a signature, nothing if there is none.
record EcRecover(Secp256k1 curve) implements Precompile {
    private static final byte[] NOTHING = {};

    @Override
    public long gas(Input input) {
        return 3000;
    }

    @Override
    public Optional<byte[]> run(Input input) {
        Word v = Word.of(input.copy(32, 32)), r = Word.of(input.copy(64, 32)), s = Word.of(input.copy(96, 32));
        boolean valid =
                v.fitsLong() && (v.limb0() == 27 || v.limb0() == 28) && Secp256k1.isScalar(r) && Secp256k1.isScalar(s);
        if (!valid) return Optional.of(NOTHING);
        byte[] answer = curve.recover(input.copy(0, 32), (int) v.limb0() - 27, r, s)
                .map(address -> address.toWord().toBytes())
                .orElse(NOTHING);
        return Optional.of(answer);
    }
}
