package io.polder.evm.transaction;

import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import java.util.List;
import java.util.Optional;

/// A signed transaction as Ethereum's tools make it, one record per type.
public sealed interface EthereumTransaction {
    int BLOB_GAS = 131072;

    /// The number that leads the encoding, 0 for the oldest type, which has none.
    int type();

    Payload payload();

    Signature signature();

    /// The chain it is for; only the oldest type may leave it open.
    Optional<Word> chainId();

    /// The most it pays per gas, tip included.
    Word maxFee();

    /// The most of it that goes to the block's beneficiary.
    Word maxPriorityFee();

    default List<AccessEntry> accessList() {
        return List.of();
    }

    default List<Word> blobHashes() {
        return List.of();
    }

    default List<Authorization> authorizations() {
        return List.of();
    }

    /// What every type has; without a receiver it creates a contract from `data`.
    record Payload(long nonce, long gasLimit, Optional<Address> to, Word value, byte[] data) {}

    /// Fees after EIP-1559.
    record FeeCaps(Word priority, Word max) {}

    record Legacy(Optional<Word> chainId, Word gasPrice, Payload payload, Signature signature)
            implements EthereumTransaction {
        @Override
        public int type() {
            return 0;
        }

        @Override
        public Word maxFee() {
            return gasPrice;
        }

        @Override
        public Word maxPriorityFee() {
            return gasPrice;
        }
    }

    /// EIP-2930.
    record Listed(Word chain, Word gasPrice, Payload payload, List<AccessEntry> accessList, Signature signature)
            implements EthereumTransaction {
        @Override
        public int type() {
            return 1;
        }

        @Override
        public Optional<Word> chainId() {
            return Optional.of(chain);
        }

        @Override
        public Word maxFee() {
            return gasPrice;
        }

        @Override
        public Word maxPriorityFee() {
            return gasPrice;
        }
    }

    /// EIP-1559.
    record DynamicFee(Word chain, FeeCaps fees, Payload payload, List<AccessEntry> accessList, Signature signature)
            implements EthereumTransaction {
        @Override
        public int type() {
            return 2;
        }

        @Override
        public Optional<Word> chainId() {
            return Optional.of(chain);
        }

        @Override
        public Word maxFee() {
            return fees.max();
        }

        @Override
        public Word maxPriorityFee() {
            return fees.priority();
        }
    }

    /// What a blob transaction carries of its blobs (EIP-4844).
    record Blobs(Word maxFee, List<Word> hashes) {}

    /// EIP-4844.
    record BlobCarrying(
            Word chain, FeeCaps fees, Payload payload, List<AccessEntry> accessList, Blobs blobs, Signature signature)
            implements EthereumTransaction {
        @Override
        public int type() {
            return 3;
        }

        @Override
        public Optional<Word> chainId() {
            return Optional.of(chain);
        }

        @Override
        public Word maxFee() {
            return fees.max();
        }

        @Override
        public Word maxPriorityFee() {
            return fees.priority();
        }

        @Override
        public List<Word> blobHashes() {
            return blobs.hashes();
        }
    }

    /// EIP-7702.
    record SetCode(
            Word chain,
            FeeCaps fees,
            Payload payload,
            List<AccessEntry> accessList,
            List<Authorization> authorizations,
            Signature signature)
            implements EthereumTransaction {
        @Override
        public int type() {
            return 4;
        }

        @Override
        public Optional<Word> chainId() {
            return Optional.of(chain);
        }

        @Override
        public Word maxFee() {
            return fees.max();
        }

        @Override
        public Word maxPriorityFee() {
            return fees.priority();
        }
    }
}
