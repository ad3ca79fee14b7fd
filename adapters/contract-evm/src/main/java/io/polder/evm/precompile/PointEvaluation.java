package io.polder.evm.precompile;

import io.polder.evm.bls.KzgOpening;
import io.polder.evm.word.Word;
import java.util.Arrays;
import java.util.Optional;

/// 0x0a: checks one value of the polynomial behind a blob (EIP-4844).
final class PointEvaluation implements Precompile {
    private static final int LENGTH = 192;
    private static final byte HASH_VERSION = 1;
    private static final byte[] ANSWER = answer();

    @Override
    public long gas(Input input) {
        return 50000;
    }

    @Override
    public Optional<byte[]> run(Input input) {
        if (input.length() != LENGTH) return Optional.empty();
        byte[] commitment = input.copy(96, 48);
        byte[] versionedHash = Sha256.digest().digest(commitment);
        versionedHash[0] = HASH_VERSION;
        if (!Arrays.equals(versionedHash, input.copy(0, 32))) return Optional.empty();
        var opening = new KzgOpening(commitment, input.number(32, 32), input.number(64, 32), input.copy(144, 48));
        return opening.holds() ? Optional.of(ANSWER.clone()) : Optional.empty();
    }

    /// The number of field elements in a blob, and their modulus.
    private static byte[] answer() {
        byte[] answer = Arrays.copyOf(Word.of(4096).toBytes(), 64);
        System.arraycopy(Word.of(KzgOpening.SCALAR_ORDER).toBytes(), 0, answer, 32, 32);
        return answer;
    }
}
