package io.polder.evm.precompile;

import java.math.BigInteger;
import java.util.Optional;

/// 0x05: base^exponent mod modulus, priced by EIP-2565, since Osaka by EIP-7883 and bounded by EIP-7823.
record ModExp(long gasMin, int lengthMax) implements Precompile {
    private static final int HEADER = 96;
    private static final int OSAKA_LENGTH_MAX = 1024;
    private static final int EXPONENT_BYTES_MAX = 1 << 27;
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    static ModExp berlin() {
        return new ModExp(200, Integer.MAX_VALUE);
    }

    static ModExp osaka() {
        return new ModExp(500, OSAKA_LENGTH_MAX);
    }

    private boolean isOsaka() {
        return lengthMax == OSAKA_LENGTH_MAX;
    }

    @Override
    public long gas(Input input) {
        BigInteger base = input.number(0, 32), exponent = input.number(32, 32), modulus = input.number(64, 32);
        BigInteger gas = complexity(base.max(modulus)).multiply(iterations(input, base, exponent));
        if (!isOsaka()) gas = gas.divide(BigInteger.valueOf(3));
        return Math.max(gasMin, gas.min(LONG_MAX).longValueExact());
    }

    @Override
    public Optional<byte[]> run(Input input) {
        BigInteger[] lengths = {input.number(0, 32), input.number(32, 32), input.number(64, 32)};
        for (BigInteger length : lengths) {
            if (isOsaka() && length.compareTo(BigInteger.valueOf(lengthMax)) > 0) return Optional.empty();
        }
        if (lengths[0].signum() == 0 && lengths[2].signum() == 0) return Optional.of(new byte[0]);
        // The price has been paid, so base and modulus are short; an exponent of zeros may still be long.
        int baseLength = lengths[0].intValueExact(), modulusLength = lengths[2].intValueExact();
        long exponentLength = lengths[1].min(LONG_MAX.shiftRight(2)).longValueExact();
        BigInteger base = input.number(HEADER, baseLength);
        BigInteger modulus = input.number(HEADER + baseLength + exponentLength, modulusLength);
        byte[] output = new byte[modulusLength];
        if (modulus.signum() == 0) return Optional.of(output);
        // Such an exponent costs billions of gas; the bound keeps shifts within what Java can do.
        if (exponentLength > EXPONENT_BYTES_MAX) return Optional.empty();
        BigInteger exponent = exponent(input, HEADER + baseLength, exponentLength);
        byte[] digits = base.modPow(exponent, modulus).toByteArray();
        int count = Math.min(modulusLength, digits.length);
        System.arraycopy(digits, digits.length - count, output, modulusLength - count, count);
        return Optional.of(output);
    }

    /// What lies behind the input is zero and need not be copied, only shifted in.
    private static BigInteger exponent(Input input, long from, long length) {
        long present = Math.max(0, Math.min(length, input.length() - from));
        BigInteger head = input.number(from, (int) present);
        return head.signum() == 0 ? head : head.shiftLeft(Math.toIntExact(8 * (length - present)));
    }

    private BigInteger complexity(BigInteger length) {
        BigInteger words = length.add(BigInteger.valueOf(7)).shiftRight(3);
        BigInteger square = words.multiply(words);
        if (!isOsaka()) return square;
        return length.compareTo(BigInteger.valueOf(32)) <= 0 ? BigInteger.valueOf(16) : square.shiftLeft(1);
    }

    private BigInteger iterations(Input input, BigInteger base, BigInteger exponent) {
        int headLength = exponent.min(BigInteger.valueOf(32)).intValueExact();
        boolean present = base.compareTo(BigInteger.valueOf(input.length())) <= 0;
        BigInteger head = present ? input.number(HEADER + base.longValueExact(), headLength) : BigInteger.ZERO;
        BigInteger bits = BigInteger.valueOf(Math.max(0, head.bitLength() - 1));
        BigInteger beyond = exponent.subtract(BigInteger.valueOf(32)).max(BigInteger.ZERO);
        return beyond.shiftLeft(isOsaka() ? 4 : 3).add(bits).max(BigInteger.ONE);
    }
}
