package io.polder.evm.bn254;

import java.math.BigInteger;

/// An element of a finite field, so that points can be computed with over any of them.
interface Field<F extends Field<F>> {
    F plus(F other);

    F minus(F other);

    F times(F other);

    F square();

    F negate();

    F inverse();

    boolean isZero();

    F one();

    default F twice() {
        return plus(self());
    }

    F self();

    default F power(BigInteger exponent) {
        F result = one();
        for (int bit = exponent.bitLength() - 1; bit >= 0; bit--) {
            result = result.square();
            if (exponent.testBit(bit)) result = result.times(self());
        }
        return result;
    }
}
