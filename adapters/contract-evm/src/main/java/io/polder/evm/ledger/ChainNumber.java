package io.polder.evm.ledger;

import io.polder.evm.word.Word;
import io.polder.protocol.Domain;
import io.polder.protocol.encoding.Hash;
import java.nio.ByteBuffer;

/// The chain id that Ethereum's wallets sign for: from 2^47 to before 2^48, by the network's id and the chain's name,
/// so
/// that a signature for one chain means nothing on another: docs/spec/evm.md, 2.
public final class ChainNumber {
    private static final String KIND = "evm-chain-id";
    private static final long TOP = 1L << 47;

    private ChainNumber() {}

    public static long of(Domain domain) {
        long first = ByteBuffer.wrap(Hash.of(domain.wrap(KIND).encode()).bytes().shared())
                .getLong();
        return TOP | first & TOP - 1;
    }

    public static Word word(Domain domain) {
        return Word.of(of(domain));
    }
}
