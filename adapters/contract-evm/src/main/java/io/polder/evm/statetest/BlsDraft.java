package io.polder.evm.statetest;

import io.polder.evm.fork.Fork;
import io.polder.evm.precompile.BlsContracts;
import io.polder.evm.precompile.Precompiles;
import io.polder.evm.secp256k1.Secp256k1;

/// EIP-2537 as it stood in April 2024, when the only official tests of its curve were filled: two contracts more, other
/// addresses and prices, and no other rule of Prague.
final class BlsDraft {
    private static final int[] DISCOUNTS = {
        1200, 888, 764, 641, 594, 547, 500, 453, 438, 423, 408, 394, 379, 364, 349, 334,
        330, 326, 322, 318, 314, 310, 306, 302, 298, 294, 289, 285, 281, 277, 273, 269,
        268, 266, 265, 263, 262, 260, 259, 257, 256, 254, 253, 251, 250, 248, 247, 245,
        244, 242, 241, 239, 238, 236, 235, 233, 232, 231, 229, 228, 226, 225, 223, 222,
        221, 220, 219, 219, 218, 217, 216, 216, 215, 214, 213, 213, 212, 211, 211, 210,
        209, 208, 208, 207, 206, 205, 205, 204, 203, 202, 202, 201, 200, 199, 199, 198,
        197, 196, 196, 195, 194, 193, 193, 192, 191, 191, 190, 189, 188, 188, 187, 186,
        185, 185, 184, 183, 182, 182, 181, 180, 179, 179, 178, 177, 176, 176, 175, 174
    };

    private BlsDraft() {}

    static Precompiles precompiles(Secp256k1 curve) {
        return Precompiles.of(Fork.CANCUN, curve)
                .with(0x0b, BlsContracts.addG1(500))
                .with(0x0c, BlsContracts.multiplyG1(12000))
                .with(0x0d, BlsContracts.sumOfProductsG1(12000, DISCOUNTS))
                .with(0x0e, BlsContracts.addG2(800))
                .with(0x0f, BlsContracts.multiplyG2(45000))
                .with(0x10, BlsContracts.sumOfProductsG2(45000, DISCOUNTS))
                .with(0x11, BlsContracts.pairingCheck(65000, 43000))
                .with(0x12, BlsContracts.mapToG1(5500))
                .with(0x13, BlsContracts.mapToG2(75000));
    }
}
