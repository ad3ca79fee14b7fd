package io.polder.evm.precompile;

import io.polder.evm.bls.Bls12381;
import io.polder.evm.word.Word;
import java.util.Optional;
import java.util.function.Function;

/// 0x0b to 0x11: the curve BLS12-381 (EIP-2537); prices are given, since drafts had others.
public final class BlsContracts {
    private static final int FACTOR_BYTES = 32;
    private static final int PAIR_BYTES = Bls12381.G1_BYTES + Bls12381.G2_BYTES;

    private BlsContracts() {}

    public static Precompile addG1(long gas) {
        return new Fixed(gas, Bls12381::addG1);
    }

    public static Precompile addG2(long gas) {
        return new Fixed(gas, Bls12381::addG2);
    }

    /// A product by itself was a contract in drafts; its point may lie outside the group.
    public static Precompile multiplyG1(long gas) {
        return new Fixed(gas, Bls12381::multiplyG1);
    }

    public static Precompile multiplyG2(long gas) {
        return new Fixed(gas, Bls12381::multiplyG2);
    }

    public static Precompile mapToG1(long gas) {
        return new Fixed(gas, Bls12381::mapToG1);
    }

    public static Precompile mapToG2(long gas) {
        return new Fixed(gas, Bls12381::mapToG2);
    }

    /// `discounts` are thousandths of the price by number of points; more points pay as the last says.
    public static Precompile sumOfProductsG1(long gas, int... discounts) {
        return new Sum(gas, Bls12381.G1_BYTES + FACTOR_BYTES, discounts, Bls12381::sumOfProductsG1);
    }

    public static Precompile sumOfProductsG2(long gas, int... discounts) {
        return new Sum(gas, Bls12381.G2_BYTES + FACTOR_BYTES, discounts, Bls12381::sumOfProductsG2);
    }

    public static Precompile pairingCheck(long gas, long gasPerPair) {
        return new PairingCheck(gas, gasPerPair);
    }

    private record Fixed(long price, Function<byte[], Optional<byte[]>> operation) implements Precompile {
        @Override
        public long gas(Input input) {
            return price;
        }

        @Override
        public Optional<byte[]> run(Input input) {
            return operation.apply(input.copy());
        }
    }

    private record Sum(long price, int pairBytes, int[] discounts, Function<byte[], Optional<byte[]>> operation)
            implements Precompile {
        @Override
        public long gas(Input input) {
            int count = input.length() / pairBytes;
            return count == 0 ? 0 : count * price * discounts[Math.min(count, discounts.length) - 1] / 1000;
        }

        @Override
        public Optional<byte[]> run(Input input) {
            return operation.apply(input.copy());
        }
    }

    private record PairingCheck(long price, long pricePerPair) implements Precompile {
        @Override
        public long gas(Input input) {
            return price + pricePerPair * (input.length() / PAIR_BYTES);
        }

        @Override
        public Optional<byte[]> run(Input input) {
            return Bls12381.pairingCheck(input.copy()).map(isOne -> (isOne ? Word.ONE : Word.ZERO).toBytes());
        }
    }
}
