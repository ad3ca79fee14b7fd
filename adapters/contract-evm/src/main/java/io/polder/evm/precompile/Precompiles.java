package io.polder.evm.precompile;

import io.polder.evm.fork.Fork;
import io.polder.evm.secp256k1.Secp256k1;
import io.polder.evm.word.Address;
import java.util.Arrays;
import java.util.Optional;

/// The precompiled contracts of a fork by address.
public final class Precompiles {
    private static final int P256_VERIFY = 0x100;

    /// By address, null where there is none.
    private final Precompile[] contracts;

    private Precompiles(Precompile[] contracts) {
        this.contracts = contracts;
    }

    public static Precompiles of(Fork fork, Secp256k1 curve) {
        Precompiles frontier = new Precompiles(new Precompile[0])
                .with(0x01, new EcRecover(curve))
                .with(0x02, new Sha256())
                .with(0x03, new Ripemd160())
                .with(0x04, new Identity())
                .with(0x05, fork.has(Fork.OSAKA) ? ModExp.osaka() : ModExp.berlin())
                .with(0x06, new Bn254Contracts.Add())
                .with(0x07, new Bn254Contracts.Multiply())
                .with(0x08, new Bn254Contracts.PairingCheck())
                .with(0x09, new Blake2f());
        Precompiles cancun = fork.has(Fork.CANCUN) ? frontier.with(0x0a, new PointEvaluation()) : frontier;
        Precompiles prague = fork.has(Fork.PRAGUE) ? cancun.withBls() : cancun;
        return fork.has(Fork.OSAKA) ? prague.with(P256_VERIFY, new P256Verify()) : prague;
    }

    /// These and one more.
    public Precompiles with(int number, Precompile contract) {
        Precompile[] more = Arrays.copyOf(contracts, Math.max(contracts.length, number + 1));
        more[number] = contract;
        return new Precompiles(more);
    }

    public Optional<Precompile> find(Address address) {
        if (address.high() != 0 || address.middle() != 0) return Optional.empty();
        long number = address.low();
        if (number < 0 || number >= contracts.length) return Optional.empty();
        return Optional.ofNullable(contracts[(int) number]);
    }

    public boolean contains(Address address) {
        return find(address).isPresent();
    }

    private Precompiles withBls() {
        return with(0x0b, BlsContracts.addG1(375))
                .with(0x0c, BlsContracts.sumOfProductsG1(12000, BlsDiscounts.G1))
                .with(0x0d, BlsContracts.addG2(600))
                .with(0x0e, BlsContracts.sumOfProductsG2(22500, BlsDiscounts.G2))
                .with(0x0f, BlsContracts.pairingCheck(37700, 32600))
                .with(0x10, BlsContracts.mapToG1(5500))
                .with(0x11, BlsContracts.mapToG2(23800));
    }
}
