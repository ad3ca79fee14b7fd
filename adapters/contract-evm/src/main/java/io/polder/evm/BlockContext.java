package io.polder.evm;

import io.polder.evm.word.Address;
import io.polder.evm.word.Word;

/// What a contract can learn of the block it runs in.
public record BlockContext(
        long number, long time, long gasLimit, Address beneficiary, Word prevRandao, BlockFees fees) {

    /// The prices a block sets: per gas (EIP-1559) and per blob gas (EIP-4844).
    public record BlockFees(Word base, Word blob) {
        public static final BlockFees NONE = new BlockFees(Word.ZERO, Word.ONE);
    }
}
