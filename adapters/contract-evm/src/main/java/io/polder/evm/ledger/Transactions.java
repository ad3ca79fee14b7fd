package io.polder.evm.ledger;

import io.polder.contract.Arguments;
import io.polder.contract.Context;
import io.polder.contract.Ground;
import io.polder.contract.Revert;
import io.polder.evm.Execution;
import io.polder.evm.TransactionResult;
import io.polder.evm.TransactionResult.Executed;
import io.polder.evm.network.Abi;
import io.polder.evm.network.Accounts;
import io.polder.evm.state.Account;
import io.polder.evm.state.WorldState;
import io.polder.evm.transaction.EthereumTransaction;
import io.polder.evm.transaction.EthereumTransaction.DynamicFee;
import io.polder.evm.transaction.EthereumTransaction.Payload;
import io.polder.evm.transaction.Signature;
import io.polder.evm.transaction.TransactionCodec;
import io.polder.evm.transaction.TransactionCodec.Decoded;
import io.polder.evm.word.Address;
import io.polder.evm.word.Keccak;
import io.polder.evm.word.Word;
import io.polder.protocol.Address.Kind;
import io.polder.protocol.Outcome;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What changes accounts: transactions of wallets, and calls in the name of other identities.
final class Transactions {
    /// What a receipt keeps of the bytes that a revert left.
    private static final int REVERT_BYTES_MAX = 1_024;

    private static final int REASON_MAX = 256;
    static final Signature UNSIGNED = new Signature(0, Word.ZERO, Word.ZERO);

    private final Benches benches;

    Transactions(Benches benches) {
        this.benches = benches;
    }

    /// A transaction at work: the ground as it was before, and whose count it moves.
    private record Work(Context context, Ground.Mark before, LedgerState state, Address sender) {}

    /// Raw EIP-2718 bytes whose signature every city has checked.
    Outcome run(Bytes raw, Context context) {
        if (context.caller().kind() != Kind.EVM || !context.caller().equals(context.sender()))
            throw new Revert("not-permitted", "a transaction comes in its own envelope");
        if (!(TransactionCodec.decode(raw.shared()) instanceof Decoded.Valid(EthereumTransaction transaction)))
            throw new Malformed("an EIP-2718 transaction", "other bytes");
        Ground ground = context.ground();
        Work work = new Work(context, ground.mark(), LedgerState.of(ground), Accounts.of(context.sender()));
        Outcome outcome = benches.work(context.moment().height(), context, bench -> {
            WorldState world = bench.world(work.state);
            TransactionResult result = bench.processor()
                    .process(world, bench.block(), bench.hashes(), Gasless.of(transaction), work.sender);
            return switch (result) {
                case TransactionResult.Refused(var refusal) ->
                    EvmEngine.reverted(
                            text(refusal.reason()), "expected " + refusal.expected() + ", got " + refusal.got());
                case Executed executed -> settle(executed, world, work);
            };
        });
        Context.Moment moment = context.moment();
        Cbor place = Cbor.array(Cbor.of(moment.height()), Cbor.of(moment.index()), Cbor.of(context.transaction()));
        ground.index(EvmKeys.transaction(Keccak.hash(raw.shared())), place.encode());
        return outcome;
    }

    /// [account, data, gas]: calls in the caller's name.
    Outcome call(Arguments arguments, Context context) {
        Address to = EvmEngine.address(arguments.bytes(0));
        return ownCall(Optional.of(to), arguments.bytes(1), arguments.count(2), context);
    }

    /// [code, gas]: creates a contract in the caller's name.
    Outcome create(Arguments arguments, Context context) {
        return ownCall(Optional.empty(), arguments.bytes(0), arguments.count(1), context);
    }

    private Outcome ownCall(Optional<Address> to, Bytes data, long gas, Context context) {
        Ground ground = context.ground();
        long limit = Math.min(gas, ground.gasLeft());
        Address sender = Accounts.of(context.caller());
        Work work = new Work(context, ground.mark(), LedgerState.of(ground), sender);
        return benches.work(context.moment().height(), context, bench -> {
            WorldState world = bench.world(work.state);
            long nonce = world.account(sender).nonce();
            Payload payload = new Payload(nonce, limit, to, Word.ZERO, data.toArray());
            EthereumTransaction transaction =
                    new DynamicFee(ChainNumber.word(context.domain()), Gasless.NONE, payload, List.of(), UNSIGNED);
            Executed executed = bench.processor().simulate(world, bench.block(), bench.hashes(), transaction, sender);
            if (executed.succeeded()) return settle(executed, world, work);
            ground.revertTo(work.before);
            context.charge(executed.gasUsed());
            return outcome(executed, context);
        });
    }

    /// Writes what a transaction did; of a wallet's that announces more than a receipt holds only the count remains, of
    /// another caller's nothing.
    private static Outcome settle(Executed executed, WorldState world, Work work) {
        Ground ground = work.context.ground();
        Outcome outcome;
        try {
            LedgerState.write(world.changes(), ground);
            LogBook.write(executed.logs(), work.context);
            outcome = outcome(executed, work.context);
        } catch (Revert e) {
            ground.revertTo(work.before);
            if (wallet(work.context)) count(work);
            outcome = e.outcome();
        }
        work.context.charge(executed.gasUsed());
        return outcome;
    }

    private static void count(Work work) {
        Account account = work.state.account(work.sender).orElse(Account.EMPTY);
        Account counted = new Account(account.nonce() + 1, account.balance(), account.codeHash());
        work.context.ground().put(EvmKeys.account(work.sender), EvmKeys.record(counted));
    }

    private static boolean wallet(Context context) {
        return context.caller().kind() == Kind.EVM;
    }

    /// A wallet's receipt names what was created and no output; a caller within the ledger gets the output.
    private static Outcome outcome(Executed executed, Context context) {
        boolean wallet = wallet(context);
        return switch (executed.execution()) {
            case Execution.Succeeded succeeded -> {
                Cbor created = executed.created()
                        .<Cbor>map(address -> Cbor.of(Bytes.wrap(address.toBytes())))
                        .orElse(Cbor.NULL);
                boolean silent = wallet || executed.created().isPresent();
                yield new Outcome.Succeeded(silent ? created : Cbor.of(Bytes.wrap(succeeded.output())));
            }
            case Execution.Reverted reverted -> {
                String reason = Abi.reason(reverted.output());
                Bytes data = Bytes.wrap(reverted.output());
                yield new Outcome.Reverted(
                        "reverted",
                        reason.length() > REASON_MAX ? reason.substring(0, REASON_MAX) + "…" : reason,
                        data.slice(0, Math.min(data.size(), REVERT_BYTES_MAX)));
            }
            case Execution.Halted halted ->
                EvmEngine.reverted(text(halted.reason()), "the machine stopped and took the gas");
        };
    }

    static String text(Enum<?> reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
