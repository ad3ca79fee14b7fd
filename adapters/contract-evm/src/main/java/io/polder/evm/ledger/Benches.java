package io.polder.evm.ledger;

import io.polder.contract.Context;
import io.polder.evm.Tracer;
import io.polder.evm.fork.Fork;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Function;

/// Machines at rest, for whichever chain or query needs one next.
final class Benches {
    /// Machines that are kept between calls, per fork.
    private static final int KEPT_MAX = 8;

    /// EIP-7825.
    private static final long OSAKA_GAS_MAX = 1 << 24;

    private final EvmRules rules;
    private final Map<Fork, ArrayBlockingQueue<Workbench>> resting = new EnumMap<>(Fork.class);

    Benches(EvmRules rules) {
        this.rules = rules;
        for (Fork fork : Fork.values()) resting.put(fork, new ArrayBlockingQueue<>(KEPT_MAX));
    }

    /// The most gas that a transaction may name at this height.
    long gasMax(long height) {
        return rules.forkAt(height).has(Fork.OSAKA) ? OSAKA_GAS_MAX : Long.MAX_VALUE;
    }

    /// Works on a machine for a block of this height; one that is left by an exception is not used again.
    <T> T work(long height, Context context, Function<Workbench, T> work) {
        Fork fork = rules.forkAt(height);
        ArrayBlockingQueue<Workbench> own = resting.get(fork);
        Workbench bench = Optional.ofNullable(own.poll()).orElseGet(() -> new Workbench(fork, rules, Tracer.NONE));
        T result = work.apply(bench.in(context));
        own.offer(bench);
        return result;
    }

    /// Works on a machine of its own, which the tracer watches.
    <T> T watch(long height, Context context, Tracer tracer, Function<Workbench, T> work) {
        return work.apply(new Workbench(rules.forkAt(height), rules, tracer).in(context));
    }
}
