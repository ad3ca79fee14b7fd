package io.polder.evm.precompile;

import io.polder.evm.bn254.Bn254;
import io.polder.evm.word.Word;
import java.util.Optional;

/// 0x06 to 0x08: the curve alt_bn128 (EIP-196, EIP-197), priced by EIP-1108.
final class Bn254Contracts {
    private static final int PAIR_BYTES = 192;

    private Bn254Contracts() {}

    record Add() implements Precompile {
        @Override
        public long gas(Input input) {
            return 150;
        }

        @Override
        public Optional<byte[]> run(Input input) {
            return Bn254.add(input.copy(0, 128));
        }
    }

    record Multiply() implements Precompile {
        @Override
        public long gas(Input input) {
            return 6000;
        }

        @Override
        public Optional<byte[]> run(Input input) {
            return Bn254.multiply(input.copy(0, 96));
        }
    }

    record PairingCheck() implements Precompile {
        @Override
        public long gas(Input input) {
            return 45000 + 34000L * (input.length() / PAIR_BYTES);
        }

        @Override
        public Optional<byte[]> run(Input input) {
            return Bn254.pairingCheck(input.copy()).map(isOne -> (isOne ? Word.ONE : Word.ZERO).toBytes());
        }
    }
}
