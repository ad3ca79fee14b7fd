package io.polder.evm;

import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import java.util.List;

/// What holds for all frames of one transaction.
public record Environment(
        BlockContext block, BlockHashes hashes, Word chainId, Address origin, Word gasPrice, List<Word> blobHashes) {}
