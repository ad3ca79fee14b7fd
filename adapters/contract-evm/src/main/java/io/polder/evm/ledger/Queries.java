package io.polder.evm.ledger;

import io.polder.contract.Arguments;
import io.polder.contract.Context;
import io.polder.contract.Revert;
import io.polder.evm.state.Account;
import io.polder.evm.state.StateReader;
import io.polder.evm.word.Address;
import io.polder.protocol.Outcome;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.util.List;

/// The methods of `evm` that only read.
final class Queries {
    private final Benches benches;
    private final Context context;

    Queries(Benches benches, Context context) {
        this.benches = benches;
        this.context = context;
    }

    Outcome run(String method, Cbor arguments) {
        return new Outcome.Succeeded(
                switch (method) {
                    case "chain" -> Cbor.of(ChainNumber.of(context.domain()));
                    case "account" ->
                        account(EvmEngine.address(Arguments.of(arguments, 1).bytes(0)));
                    case "code" ->
                        code(EvmEngine.address(Arguments.of(arguments, 1).bytes(0)));
                    case "slot" -> slot(Arguments.of(arguments, 2));
                    case "locate" -> locate(Arguments.of(arguments, 1).bytes(0));
                    case "logs" -> new LogSearch(context).run(Arguments.of(arguments, 5));
                    case "simulate" -> new Simulation(benches, context).run(arguments.asArray());
                    case "estimate" -> estimate(Arguments.of(arguments, 2));
                    case "trace" -> new Traces(benches, context).replayed(Arguments.of(arguments, 5));
                    case "traceCall" -> new Traces(benches, context).called(Arguments.of(arguments, 3));
                    default -> throw new Revert("unknown-method", "evm has no method " + method);
                });
    }

    private StateReader state() {
        context.charge(READ_GAS);
        return LedgerState.of(context.ground());
    }

    private static final long READ_GAS = 2_600;

    /// [nonce, balance, code hash]
    private Cbor account(Address address) {
        Account account = state().account(address).orElse(Account.EMPTY);
        return Cbor.array(
                Cbor.of(account.nonce()),
                Cbor.of(Bytes.wrap(account.balance().toDigits())),
                Cbor.of(Bytes.wrap(account.codeHash().toBytes())));
    }

    private Cbor code(Address address) {
        StateReader state = state();
        Account account = state.account(address).orElse(Account.EMPTY);
        boolean none = account.codeHash().equals(Account.NO_CODE);
        return Cbor.of(none ? Bytes.EMPTY : Bytes.wrap(state.code(account.codeHash())));
    }

    private Cbor slot(Arguments arguments) {
        Address address = EvmEngine.address(arguments.bytes(0));
        return Cbor.of(Bytes.wrap(
                state().storage(address, Question.word(arguments.item(1))).toBytes()));
    }

    /// [height, index in the block, Polder id] of a transaction by its Ethereum hash, or null
    private Cbor locate(Bytes hash) {
        Bytes key = EvmKeys.transaction(hash.shared());
        List<Context.Item> found = context.indexed(key, EvmKeys.after(key), 1, false);
        return found.isEmpty() ? Cbor.NULL : Cbor.decode(found.getFirst().value());
    }

    private Cbor estimate(Arguments arguments) {
        Question call = Question.of(arguments.item(0));
        Question block = Question.of(arguments.item(1));
        if (!block.list("calls").isEmpty()) throw new Malformed("overrides alone", "calls");
        return new Simulation(benches, context).estimate(call, block);
    }
}
