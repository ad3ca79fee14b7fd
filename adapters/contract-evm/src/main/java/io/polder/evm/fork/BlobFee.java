package io.polder.evm.fork;

import io.polder.evm.word.Word;
import java.math.BigInteger;

/// The price of blob gas by how much was used beyond the target so far (EIP-4844).
public final class BlobFee {
    private static final BigInteger CANCUN_FRACTION = BigInteger.valueOf(3338477);
    private static final BigInteger PRAGUE_FRACTION = BigInteger.valueOf(5007716);

    private BlobFee() {}

    public static Word of(Fork fork, Word excessBlobGas) {
        BigInteger fraction = fork.has(Fork.PRAGUE) ? PRAGUE_FRACTION : CANCUN_FRACTION;
        BigInteger sum = BigInteger.ZERO, term = fraction, excess = excessBlobGas.toBigInteger();
        // The series of e^(excess / fraction), in whole numbers as specified.
        for (long i = 1; term.signum() > 0; i++) {
            sum = sum.add(term);
            term = term.multiply(excess).divide(fraction.multiply(BigInteger.valueOf(i)));
        }
        return Word.of(sum.divide(fraction));
    }
}
