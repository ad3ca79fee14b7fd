package io.polder.evm.network;

import io.polder.contract.Context;
import io.polder.contract.Ground;
import io.polder.contract.Revert;
import io.polder.evm.SystemContract;
import io.polder.evm.SystemContract.Answer;
import io.polder.protocol.Call;
import io.polder.protocol.Names;
import io.polder.protocol.Outcome;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.util.function.Function;

/// One call to a system address. Whatever it does beneath the machine goes back when the caller's frame does.
record Task(SystemContract.Call call, Context context) {
    static final long GAS = 1_000;
    static final long BYTE_GAS = 16;

    static void name(String what, String name) {
        if (!Names.valid(name))
            throw new Malformed(what + " of 1 to " + Names.LENGTH_MAX + " letters, digits, dots, hyphens", "another");
    }

    Abi.Reader arguments() {
        return new Abi.Reader(call.input());
    }

    /// The calling contract's identity on the ledger.
    io.polder.protocol.Address caller() {
        return Accounts.identity(call.caller());
    }

    Answer unknown() {
        return reverted("unknown-function: see contracts/Polder.sol");
    }

    Answer reverted(String reason) {
        return new Answer.Reverted(Abi.error(reason), GAS);
    }

    /// Announces an event of the contract `evm` in the transaction's receipt.
    Answer announce(String topic, Cbor data, byte[] output) {
        if (call.isStatic()) return new Answer.Failed();
        long gas = GAS + BYTE_GAS * data.encode().size();
        if (gas > call.gas()) return new Answer.Failed();
        Ground.Mark mark = context.ground().mark();
        context.ground().emit(topic, data);
        revertWithFrame(mark);
        return new Answer.Returned(output, gas);
    }

    void revertWithFrame(Ground.Mark mark) {
        call.world().onRevert(() -> context.ground().revertTo(mark));
    }

    /// Calls another contract of the chain in the caller's name.
    Answer invoke(Call.Invoke invoke, Function<Cbor, byte[]> output) {
        if (call.gas() <= GAS) return new Answer.Failed();
        Ground ground = context.ground();
        Ground.Mark mark = ground.mark();
        Ground.Spent spent = ground.call(caller(), invoke, call.gas() - GAS);
        long gas = GAS + spent.gas();
        return switch (spent.outcome()) {
            case Outcome.Succeeded(Cbor result) -> {
                if (call.isStatic() && ground.changedSince(mark)) {
                    ground.revertTo(mark);
                    yield new Answer.Failed();
                }
                revertWithFrame(mark);
                try {
                    yield new Answer.Returned(output.apply(result), gas);
                } catch (Revert e) {
                    yield new Answer.Reverted(
                            Abi.error(e.outcome().code() + ": " + e.outcome().detail()), gas);
                }
            }
            case Outcome.Reverted reverted ->
                new Answer.Reverted(Abi.error(reverted.code() + ": " + reverted.detail()), gas);
            case Outcome.Refused refused ->
                new Answer.Reverted(Abi.error(refused.code() + ": " + refused.detail()), gas);
            case Outcome.Stale stale -> new Answer.Reverted(Abi.error("stale: " + stale.key()), gas);
            case Outcome.Exhausted _, Outcome.Deferred _ -> new Answer.Failed();
        };
    }
}
