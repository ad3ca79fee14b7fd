package io.polder.evm.ledger;

import io.polder.contract.Arguments;
import io.polder.contract.Context;
import io.polder.contract.ContractEngine;
import io.polder.contract.Ground;
import io.polder.contract.Revert;
import io.polder.evm.word.Address;
import io.polder.protocol.Address.Kind;
import io.polder.protocol.Call;
import io.polder.protocol.Outcome;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;

/// The EVM as a framework: the contract `evm` holds all accounts of a chain. Transactions of Ethereum's wallets come as
/// they are; other identities and contracts call by `call` and `create`. Gas is Ethereum's: docs/spec/evm.md.
public final class EvmEngine implements ContractEngine {
    public static final String NAME = "evm";
    static final String TRANSACTION = "transaction";

    /// The machine does not come back into itself by way of another contract.
    private static final ScopedValue<Boolean> AT_WORK = ScopedValue.newInstance();

    private final Benches benches;
    private final Transactions transactions;

    public EvmEngine(EvmRules rules) {
        this.benches = new Benches(rules);
        this.transactions = new Transactions(benches);
    }

    @Override
    public String framework() {
        return NAME;
    }

    @Override
    public boolean provides(String contract) {
        return contract.equals(NAME);
    }

    /// A transaction that fails still counts for its sender; whatever else it did is gone before `run` returns.
    @Override
    public boolean keeps(Outcome outcome) {
        return true;
    }

    @Override
    public Outcome run(Call call, Context context) {
        if (AT_WORK.isBound()) return reverted("reentered", "the EVM is at work in this transaction already");
        Ground.Mark before = context.ground().mark();
        try {
            return ScopedValue.where(AT_WORK, true).call(() -> dispatch(call, context));
        } catch (Malformed e) {
            context.ground().revertTo(before);
            return reverted("malformed", String.valueOf(e.getMessage()));
        } catch (Revert e) {
            context.ground().revertTo(before);
            return e.outcome();
        }
    }

    static Outcome.Reverted reverted(String code, String detail) {
        return new Outcome.Reverted(code, detail, Bytes.EMPTY);
    }

    private Outcome dispatch(Call call, Context context) {
        return switch (call) {
            case Call.Invoke invoke -> run(invoke.method(), invoke.arguments(), context);
            case Call.Deploy deploy -> {
                if (context.caller().kind() != Kind.EVM || !deploy.contract().equals(NAME))
                    throw new Revert("not-deployable", "sign an Ethereum transaction, or call evm.create");
                yield transactions.run(deploy.code(), context);
            }
            case Call.Endorsed endorsed -> throw new Revert("not-endorsable", "the EVM executes after the order");
        };
    }

    private Outcome run(String method, Cbor arguments, Context context) {
        return switch (method) {
            case TRANSACTION -> transactions.run(arguments.asBytes(), context);
            case "call" -> transactions.call(Arguments.of(arguments, 3), context);
            case "create" -> transactions.create(Arguments.of(arguments, 2), context);
            default -> new Queries(benches, context).run(method, arguments);
        };
    }

    static Address address(Bytes bytes) {
        if (bytes.size() != Address.BYTES) throw new Malformed("an account of 20 bytes", bytes.size() + " bytes");
        return Address.of(bytes.shared());
    }
}
