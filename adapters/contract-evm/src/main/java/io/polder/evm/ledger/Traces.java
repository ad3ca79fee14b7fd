package io.polder.evm.ledger;

import io.polder.contract.Arguments;
import io.polder.contract.Context;
import io.polder.evm.Tracer;
import io.polder.evm.TransactionResult;
import io.polder.evm.TransactionResult.Executed;
import io.polder.evm.network.Accounts;
import io.polder.evm.state.WorldState;
import io.polder.evm.transaction.EthereumTransaction;
import io.polder.evm.transaction.TransactionCodec;
import io.polder.evm.transaction.TransactionCodec.Decoded;
import io.polder.evm.word.Address;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.util.List;

/// Runs again what a block ran, with every step written down. Asked of the state before the block, it repeats the EVM's
/// own transactions alone: what others of the block wrote elsewhere is not seen.
final class Traces {
    static final int BEFORE_MAX = 20_000;

    private final Benches benches;
    private final Context context;

    Traces(Benches benches, Context context) {
        this.benches = benches;
        this.context = context;
    }

    /// A watcher and what it has seen in the end.
    private sealed interface Watcher {
        Tracer tracer();

        record Steps(StructTracer tracer) implements Watcher {}

        record Frames(CallTracer tracer) implements Watcher {}

        record Touches(AccessTracer tracer) implements Watcher {}

        default Cbor seen() {
            return switch (this) {
                case Steps(StructTracer steps) -> steps.toCbor();
                case Frames(CallTracer calls) -> calls.toCbor();
                case Touches(AccessTracer touches) -> touches.toCbor();
            };
        }
    }

    private static Watcher watcher(Question options) {
        boolean calls = options.find("calls").map(Cbor::asBool).orElse(false);
        if (calls)
            return new Watcher.Frames(
                    new CallTracer(options.find("top").map(Cbor::asBool).orElse(false)));
        return new Watcher.Steps(new StructTracer(new StructTracer.Options(
                options.find("stack").map(Cbor::asBool).orElse(true),
                options.find("memory").map(Cbor::asBool).orElse(false),
                options.find("storage").map(Cbor::asBool).orElse(true),
                options.count("limit").orElse(0L))));
    }

    /// [time, [[sender, raw] before], sender, raw, options]: the transaction after those, in the block after the state.
    Cbor replayed(Arguments arguments) {
        long height = context.moment().height() + 1;
        long time = arguments.count(0);
        List<Cbor> before = arguments.item(1).asArray();
        if (before.size() > BEFORE_MAX) throw new Malformed("at most " + BEFORE_MAX, before.size() + "");
        LayeredState state = new LayeredState(LedgerState.of(context.ground()));
        for (Cbor each : before) {
            List<Cbor> pair = each.asArray(2);
            benches.work(height, context, bench -> {
                WorldState world = bench.world(state);
                execute(bench, world, height, time, pair);
                state.apply(world.changes());
                return world;
            });
        }
        Watcher watcher = watcher(Question.of(arguments.item(4)));
        TransactionResult result = benches.watch(
                height,
                context,
                watcher.tracer(),
                bench -> execute(
                        bench, bench.world(state), height, time, List.of(arguments.item(2), arguments.item(3))));
        if (!(result instanceof Executed executed))
            throw new Malformed("a transaction that its block has executed", "one that is refused: " + result);
        return Cbor.array(Simulation.result(executed), watcher.seen());
    }

    private TransactionResult execute(Workbench bench, WorldState world, long height, long time, List<Cbor> signed) {
        Bytes raw = signed.get(1).asBytes();
        Address sender = Accounts.of(io.polder.protocol.Address.of(signed.get(0)));
        if (!(TransactionCodec.decode(raw.shared()) instanceof Decoded.Valid(EthereumTransaction transaction)))
            throw new Malformed("an EIP-2718 transaction", "other bytes");
        TransactionResult result = bench.processor()
                .process(world, bench.block(height, time), bench.hashes(), Gasless.of(transaction), sender);
        if (result instanceof Executed executed) context.charge(executed.gasUsed());
        return result;
    }

    private static List<Address> free(Question call) {
        return call.address("to").map(to -> List.of(call.sender(), to)).orElse(List.of(call.sender()));
    }

    /// [call, overrides, options]
    Cbor called(Arguments arguments) {
        Question call = Question.of(arguments.item(0));
        Question options = Question.of(arguments.item(2));
        boolean access = options.find("access").map(Cbor::asBool).orElse(false);
        Watcher watcher = access ? new Watcher.Touches(new AccessTracer(free(call))) : watcher(options);
        Executed executed =
                new Simulation(benches, context).watched(watcher.tracer(), call, Question.of(arguments.item(1)));
        return Cbor.array(Simulation.result(executed), watcher.seen());
    }
}
