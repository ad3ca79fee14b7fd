package io.polder.evm;

import io.polder.evm.Refusal.Reason;
import io.polder.evm.fork.Fork;
import io.polder.evm.secp256k1.Secp256k1;
import io.polder.evm.state.AccountState;
import io.polder.evm.state.WorldState;
import io.polder.evm.transaction.AccessEntry;
import io.polder.evm.transaction.EthereumTransaction;
import io.polder.evm.transaction.EthereumTransaction.BlobCarrying;
import io.polder.evm.transaction.EthereumTransaction.Payload;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// Executes whole transactions: checks, fees, access lists, authorizations, the message, refunds.
public final class TransactionProcessor {
    private static final long REFUND_SHARE = 5;

    private final Evm evm;
    private final Word chainId;
    private final StaticRules rules;
    private final Authorizations authorizations;

    public TransactionProcessor(Evm evm, Word chainId, Secp256k1 curve) {
        this.evm = evm;
        this.chainId = chainId;
        this.rules = new StaticRules(evm.fork(), chainId);
        this.authorizations = new Authorizations(curve, chainId);
    }

    /// Executes a transaction whose sender has been recovered; the world then holds what it did, and nothing if
    /// refused.
    public TransactionResult process(
            WorldState world, BlockContext block, BlockHashes hashes, EthereumTransaction transaction, Address sender) {
        world.beginTransaction();
        Optional<Refusal> refusal = rules.check(transaction)
                .or(() -> checkBlock(block, transaction))
                .or(() -> checkSender(block, world.account(sender), transaction));
        if (refusal.isPresent()) return new TransactionResult.Refused(refusal.get());
        Word price = effectivePrice(block, transaction);
        Environment environment = new Environment(block, hashes, chainId, sender, price, transaction.blobHashes());
        AccountState payer = world.account(sender);
        long gasLimit = transaction.payload().gasLimit();
        Word prepaid = product(price, gasLimit).plus(product(block.fees().blob(), blobGas(transaction)));
        world.setBalance(payer, payer.balance().minus(prepaid));
        TransactionResult.Executed executed = execute(world, environment, transaction, gasLimit);
        world.setBalance(payer, payer.balance().plus(product(price, gasLimit - executed.gasUsed())));
        AccountState beneficiary = world.account(block.beneficiary());
        Word tip = product(price.minus(block.fees().base()), executed.gasUsed());
        world.setBalance(beneficiary, beneficiary.balance().plus(tip));
        world.endTransaction();
        return executed;
    }

    /// Executes as if the sender had signed, with no regard to nonce, funds and fees: for calls and estimates.
    public TransactionResult.Executed simulate(
            WorldState world, BlockContext block, BlockHashes hashes, EthereumTransaction transaction, Address sender) {
        world.beginTransaction();
        Environment environment = new Environment(
                block, hashes, chainId, sender, effectivePrice(block, transaction), transaction.blobHashes());
        var executed =
                execute(world, environment, transaction, transaction.payload().gasLimit());
        world.endTransaction();
        return executed;
    }

    private TransactionResult.Executed execute(
            WorldState world, Environment environment, EthereumTransaction transaction, long gasLimit) {
        Payload payload = transaction.payload();
        IntrinsicGas intrinsic = IntrinsicGas.of(evm.fork(), transaction);
        if (gasLimit < intrinsic.least()) {
            return new TransactionResult.Executed(
                    new Execution.Halted(HaltReason.OUT_OF_GAS), gasLimit, 0, List.of(), Optional.empty());
        }
        AccountState sender = world.account(environment.origin());
        Optional<Address> created = payload.to().isPresent()
                ? Optional.empty()
                : Optional.of(ContractAddress.of(sender.address(), sender.nonce()));
        world.setNonce(sender, sender.nonce() + 1);
        warm(world, environment, transaction);
        authorizations.apply(world, transaction.authorizations());
        long gas = gasLimit - intrinsic.standard();
        Message message = created.map(
                        address -> Message.create(sender.address(), address, payload.value(), payload.data(), gas))
                .orElseGet(() -> Message.call(
                        sender.address(), payload.to().orElseThrow(), payload.value(), payload.data(), gas));
        Execution execution = evm.execute(world, environment, message);
        long used = gasLimit - execution.gasLeft();
        long refunded = Math.min(Math.max(world.refund(), 0), used / REFUND_SHARE);
        long charged = Math.max(used - refunded, intrinsic.floor());
        return new TransactionResult.Executed(execution, charged, refunded, List.copyOf(world.logs()), created);
    }

    private static void warm(WorldState world, Environment environment, EthereumTransaction transaction) {
        world.warm(world.account(environment.origin()));
        world.warm(world.account(environment.block().beneficiary()));
        transaction.payload().to().ifPresent(to -> world.warm(world.account(to)));
        long[] key = new long[4];
        for (AccessEntry entry : transaction.accessList()) {
            AccountState account = world.account(entry.address());
            world.warm(account);
            for (Word slot : entry.keys()) {
                slot.putTo(key, 0);
                world.warmSlot(account, world.slot(account, key, 0));
            }
        }
    }

    private static Optional<Refusal> checkBlock(BlockContext block, EthereumTransaction transaction) {
        Word base = block.fees().base(), blob = block.fees().blob();
        long limit = transaction.payload().gasLimit();
        if (Long.compareUnsigned(limit, block.gasLimit()) > 0) {
            return refuse(Reason.GAS_LIMIT_ABOVE_BLOCK, block.gasLimit(), Long.toUnsignedString(limit));
        }
        if (transaction.maxFee().compareTo(base) < 0) {
            return refuse(Reason.FEE_BELOW_BASE, base, transaction.maxFee());
        }
        if (transaction instanceof BlobCarrying carrying
                && carrying.blobs().maxFee().compareTo(blob) < 0) {
            return refuse(Reason.BLOB_FEE_TOO_LOW, blob, carrying.blobs().maxFee());
        }
        return Optional.empty();
    }

    private Optional<Refusal> checkSender(BlockContext block, AccountState sender, EthereumTransaction transaction) {
        Payload payload = transaction.payload();
        int order = Long.compareUnsigned(payload.nonce(), sender.nonce());
        if (order != 0) {
            Reason reason = order < 0 ? Reason.NONCE_TOO_LOW : Reason.NONCE_TOO_HIGH;
            return refuse(reason, Long.toUnsignedString(sender.nonce()), Long.toUnsignedString(payload.nonce()));
        }
        boolean delegates =
                evm.fork().has(Fork.PRAGUE) && sender.code().delegate().isPresent();
        if (!sender.code().isEmpty() && !delegates) {
            return refuse(Reason.SENDER_IS_CONTRACT, "a sender without code", sender.address());
        }
        BigInteger cost = worst(transaction.maxFee(), payload.gasLimit())
                .add(payload.value().toBigInteger());
        if (transaction instanceof BlobCarrying carrying) {
            cost = cost.add(worst(carrying.blobs().maxFee(), blobGas(transaction)));
        }
        if (sender.balance().toBigInteger().compareTo(cost) < 0) {
            return refuse(Reason.INSUFFICIENT_FUNDS, cost, sender.balance().toBigInteger());
        }
        return Optional.empty();
    }

    private static Word effectivePrice(BlockContext block, EthereumTransaction transaction) {
        Word base = block.fees().base(), max = transaction.maxFee();
        if (max.compareTo(base) < 0) return max;
        Word room = max.minus(base), priority = transaction.maxPriorityFee();
        return base.plus(priority.compareTo(room) < 0 ? priority : room);
    }

    private static long blobGas(EthereumTransaction transaction) {
        return (long) EthereumTransaction.BLOB_GAS * transaction.blobHashes().size();
    }

    private static BigInteger worst(Word price, long gas) {
        return price.toBigInteger().multiply(BigInteger.valueOf(gas));
    }

    /// Checked before against funds, so it fits.
    private static Word product(Word price, long gas) {
        return price.isZero() || gas == 0 ? Word.ZERO : Word.of(worst(price, gas));
    }

    private static Optional<Refusal> refuse(Reason reason, Object expected, Object got) {
        return Optional.of(Refusal.of(reason, expected, got));
    }
}
