package io.polder.evm;

import io.polder.evm.Refusal.Reason;
import io.polder.evm.fork.Fork;
import io.polder.evm.transaction.EthereumTransaction;
import io.polder.evm.transaction.EthereumTransaction.Payload;
import io.polder.evm.word.Word;
import java.math.BigInteger;
import java.util.Optional;

/// What can be said of a transaction without a state or a block: what a door checks before it lets one in.
public final class StaticRules {
    private static final int BLOB_HASH_VERSION = 1;
    private static final long OSAKA_GAS_LIMIT_MAX = 1 << 24;
    private static final long OSAKA_BLOBS_MAX = 6;

    private final Fork fork;
    private final Word chainId;

    public StaticRules(Fork fork, Word chainId) {
        this.fork = fork;
        this.chainId = chainId;
    }

    /// Why the transaction can never be executed under this fork, empty if nothing speaks against it.
    public Optional<Refusal> check(EthereumTransaction transaction) {
        return type(transaction)
                .or(() -> chain(transaction))
                .or(() -> signature(transaction))
                .or(() -> gas(transaction))
                .or(() -> fees(transaction))
                .or(() -> blobs(transaction))
                .or(() -> authorizations(transaction));
    }

    private Optional<Refusal> type(EthereumTransaction transaction) {
        int newest = fork.has(Fork.PRAGUE) ? 4 : fork.has(Fork.CANCUN) ? 3 : 2;
        return refuseIf(transaction.type() > newest, Reason.TYPE_NOT_SUPPORTED, "0 to " + newest, transaction.type());
    }

    private Optional<Refusal> chain(EthereumTransaction transaction) {
        Word chain = transaction.chainId().orElse(chainId);
        return refuseIf(!chain.equals(chainId), Reason.WRONG_CHAIN, chainId, chain);
    }

    private static Optional<Refusal> signature(EthereumTransaction transaction) {
        return refuseIf(
                !transaction.signature().isStrict(),
                Reason.BAD_SIGNATURE,
                "r and s from 1, s in the lower half",
                transaction.signature());
    }

    private Optional<Refusal> gas(EthereumTransaction transaction) {
        Payload payload = transaction.payload();
        boolean tooLarge = payload.to().isEmpty() && payload.data().length > Gas.INIT_CODE_BYTES_MAX;
        if (tooLarge) return refuse(Reason.INIT_CODE_TOO_LARGE, Gas.INIT_CODE_BYTES_MAX, payload.data().length);
        if (payload.nonce() == -1) return refuse(Reason.NONCE_AT_ITS_END, "below 2^64-1", "2^64-1");
        long least = IntrinsicGas.of(fork, transaction).least();
        String limit = Long.toUnsignedString(payload.gasLimit());
        if (Long.compareUnsigned(payload.gasLimit(), least) < 0) {
            return refuse(Reason.INTRINSIC_GAS_TOO_LOW, "at least " + least, limit);
        }
        boolean aboveCap = Long.compareUnsigned(payload.gasLimit(), OSAKA_GAS_LIMIT_MAX) > 0;
        return refuseIf(
                fork.has(Fork.OSAKA) && aboveCap, Reason.GAS_LIMIT_ABOVE_CAP, "at most " + OSAKA_GAS_LIMIT_MAX, limit);
    }

    private static Optional<Refusal> fees(EthereumTransaction transaction) {
        Word max = transaction.maxFee(), priority = transaction.maxPriorityFee();
        if (priority.compareTo(max) > 0) return refuse(Reason.PRIORITY_FEE_ABOVE_MAX, "at most " + max, priority);
        BigInteger limit = Word.of(transaction.payload().gasLimit()).toBigInteger();
        BigInteger product = max.toBigInteger().multiply(limit);
        return refuseIf(product.bitLength() > 256, Reason.FEE_OVERFLOW, "gas limit times fee below 2^256", product);
    }

    private Optional<Refusal> blobs(EthereumTransaction transaction) {
        if (transaction.type() != 3) return Optional.empty();
        if (transaction.payload().to().isEmpty()) return refuse(Reason.CREATION_NOT_ALLOWED, "a receiver", "none");
        int count = transaction.blobHashes().size();
        long most = fork.has(Fork.OSAKA) ? OSAKA_BLOBS_MAX : blobsPerBlock(fork);
        if (count == 0) return refuse(Reason.BLOBS_MISSING, "a blob", "none");
        if (count > most) return refuse(Reason.BLOBS_TOO_MANY, "at most " + most, count);
        boolean known = transaction.blobHashes().stream().allMatch(hash -> hash.limb3() >>> 56 == BLOB_HASH_VERSION);
        return refuseIf(!known, Reason.BLOB_HASH_VERSION, BLOB_HASH_VERSION, "another");
    }

    private static Optional<Refusal> authorizations(EthereumTransaction transaction) {
        if (transaction.type() != 4) return Optional.empty();
        if (transaction.payload().to().isEmpty()) return refuse(Reason.CREATION_NOT_ALLOWED, "a receiver", "none");
        boolean none = transaction.authorizations().isEmpty();
        return refuseIf(none, Reason.AUTHORIZATIONS_MISSING, "an authorization", "none");
    }

    private static int blobsPerBlock(Fork fork) {
        return fork.has(Fork.PRAGUE) ? 9 : 6;
    }

    private static Optional<Refusal> refuseIf(boolean refused, Reason reason, Object expected, Object got) {
        return refused ? refuse(reason, expected, got) : Optional.empty();
    }

    private static Optional<Refusal> refuse(Reason reason, Object expected, Object got) {
        return Optional.of(Refusal.of(reason, expected, got));
    }
}
