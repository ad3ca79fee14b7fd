package io.polder.evm.ledger;

import io.polder.contract.Context;
import io.polder.evm.BlockContext;
import io.polder.evm.Execution;
import io.polder.evm.IntrinsicGas;
import io.polder.evm.Tracer;
import io.polder.evm.TransactionResult.Executed;
import io.polder.evm.state.Account;
import io.polder.evm.state.StateReader;
import io.polder.evm.state.WorldState;
import io.polder.evm.transaction.EthereumTransaction;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.util.ArrayList;
import java.util.List;

/// Calls that are answered and forgotten, one or many in blocks that will never be.
final class Simulation {
    /// What one call may spend, if it names no limit.
    static final long GAS_MAX = 50_000_000;

    static final int BLOCKS_MAX = 256;
    static final int CALLS_MAX = 1_000;
    private static final long STIPEND = 2_300;
    /// The search for a gas limit ends when it is this near, in thousandths.
    private static final long NEAR = 15;

    private final Benches benches;
    private final Context context;

    Simulation(Benches benches, Context context) {
        this.benches = benches;
        this.context = context;
    }

    /// [blocks]: each with overrides and calls; the results in the same form.
    Cbor run(List<Cbor> blocks) {
        if (blocks.size() > BLOCKS_MAX) throw new Malformed("at most " + BLOCKS_MAX + " blocks", blocks.size() + "");
        LayeredState state = new LayeredState(LedgerState.of(context.ground()));
        List<Cbor> results = new ArrayList<>();
        int calls = 0;
        for (Cbor each : blocks) {
            Question block = Question.of(each);
            block.override(state);
            List<Cbor> outcomes = new ArrayList<>();
            for (Cbor call : block.list("calls")) {
                if (++calls > CALLS_MAX) throw new Malformed("at most " + CALLS_MAX + " calls", "more");
                outcomes.add(call(Question.of(call), block, state));
            }
            results.add(Cbor.array(outcomes));
        }
        return Cbor.array(results);
    }

    private Cbor call(Question call, Question block, LayeredState state) {
        long gas = Math.min(call.count("gas").orElse(GAS_MAX), GAS_MAX);
        Tried tried = attempt(call, block, state, gas);
        state.apply(tried.world.changes());
        return result(tried.executed);
    }

    /// What an attempt came to; the world holds what it would have changed.
    private record Tried(Executed executed, WorldState world) {}

    private Tried attempt(Question call, Question block, StateReader state, long gas) {
        return benches.work(context.moment().height(), context, bench -> attempt(bench, call, block, state, gas));
    }

    /// The same on a machine that a tracer watches.
    Executed watched(Tracer tracer, Question call, Question block) {
        LayeredState state = new LayeredState(LedgerState.of(context.ground()));
        block.override(state);
        long gas = Math.min(call.count("gas").orElse(GAS_MAX), GAS_MAX);
        return benches.watch(
                        context.moment().height(), context, tracer, bench -> attempt(bench, call, block, state, gas))
                .executed;
    }

    private Tried attempt(Workbench bench, Question call, Question block, StateReader state, long gas) {
        Address sender = call.sender();
        Account account = state.account(sender).orElse(Account.EMPTY);
        Word value = call.word("value").orElse(Word.ZERO);
        if (account.balance().compareTo(value) < 0)
            throw new Malformed(
                    "funds of " + value.toBigInteger() + " at " + sender,
                    account.balance().toBigInteger().toString());
        EthereumTransaction transaction = call.transaction(
                ChainNumber.word(context.domain()), call.count("nonce").orElse(account.nonce()), gas);
        WorldState world = bench.world(state);
        Executed executed = bench.processor().simulate(world, block(bench, block), bench.hashes(), transaction, sender);
        context.charge(executed.gasUsed());
        return new Tried(executed, world);
    }

    private static BlockContext block(Workbench bench, Question block) {
        BlockContext own = bench.block();
        return new BlockContext(
                block.count("number").orElse(own.number()),
                block.count("time").orElse(own.time()),
                block.count("gasLimit").orElse(own.gasLimit()),
                block.address("beneficiary").orElse(own.beneficiary()),
                block.word("random").orElse(own.prevRandao()),
                own.fees());
    }

    /// The least gas with which the call succeeds, nearly: found by search. If it never does, how it fails.
    Cbor estimate(Question call, Question block) {
        LayeredState state = new LayeredState(LedgerState.of(context.ground()));
        block.override(state);
        long high = Math.min(
                call.count("gas").orElse(context.limits().transactionGas()),
                Math.min(
                        context.limits().transactionGas(),
                        benches.gasMax(context.moment().height())));
        Executed most = attempt(call, block, state, high).executed;
        if (!most.succeeded()) return result(most);
        EthereumTransaction transaction = call.transaction(ChainNumber.word(context.domain()), 0, high);
        long low = benches.work(context.moment().height(), context, bench -> IntrinsicGas.of(bench.fork(), transaction))
                        .least()
                - 1;
        low = Math.max(low, most.gasUsed() - 1);
        long guess = (most.gasUsed() + most.gasRefunded() + STIPEND) * 64 / 63;
        while (low + 1 < high) {
            if (high - low <= high * NEAR / 1_000) break;
            long middle = guess > low && guess < high ? guess : low + (high - low) / 2;
            guess = 0;
            if (attempt(call, block, state, middle).executed.succeeded()) high = middle;
            else low = middle;
        }
        return Cbor.of(high);
    }

    /// status 0 succeeded, 1 reverted, 2 stopped by the machine
    static Cbor result(Executed executed) {
        Execution execution = executed.execution();
        int status = execution instanceof Execution.Succeeded ? 0 : execution instanceof Execution.Reverted ? 1 : 2;
        String reason = execution instanceof Execution.Halted(var halt) ? Transactions.text(halt) : "";
        return Cbor.map(
                Cbor.of("status"), Cbor.of(status),
                Cbor.of("gas"), Cbor.of(executed.gasUsed()),
                Cbor.of("output"), Cbor.of(Bytes.wrap(execution.output())),
                Cbor.of("reason"), Cbor.of(reason),
                Cbor.of("logs"), LogBook.toCbor(executed.logs()));
    }
}
