package io.polder.evm.ledger;

import io.polder.evm.transaction.EthereumTransaction;
import io.polder.evm.transaction.EthereumTransaction.BlobCarrying;
import io.polder.evm.transaction.EthereumTransaction.DynamicFee;
import io.polder.evm.transaction.EthereumTransaction.FeeCaps;
import io.polder.evm.transaction.EthereumTransaction.Legacy;
import io.polder.evm.transaction.EthereumTransaction.Listed;
import io.polder.evm.transaction.EthereumTransaction.SetCode;
import io.polder.evm.word.Word;

/// Gas has no price in a coin here: whatever a wallet offers for it, nothing is taken.
final class Gasless {
    static final FeeCaps NONE = new FeeCaps(Word.ZERO, Word.ZERO);

    private Gasless() {}

    /// The same transaction at the price zero.
    static EthereumTransaction of(EthereumTransaction transaction) {
        return switch (transaction) {
            case Legacy t -> new Legacy(t.chainId(), Word.ZERO, t.payload(), t.signature());
            case Listed t -> new Listed(t.chain(), Word.ZERO, t.payload(), t.accessList(), t.signature());
            case DynamicFee t -> new DynamicFee(t.chain(), NONE, t.payload(), t.accessList(), t.signature());
            case BlobCarrying t ->
                new BlobCarrying(t.chain(), NONE, t.payload(), t.accessList(), t.blobs(), t.signature());
            case SetCode t ->
                new SetCode(t.chain(), NONE, t.payload(), t.accessList(), t.authorizations(), t.signature());
        };
    }
}
