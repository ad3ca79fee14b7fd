package io.polder.bench;

import io.polder.protocol.encoding.Bytes;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/// How often in a second all cores together could do what each city must do once for each transaction, if they did
/// nothing else: the cities share the cores, so what the network can do is at most a fourth of it.
///
/// @param perSecond by the clock, with whatever else ran on the machine
/// @param cpuNanos processor time of one
record Ceiling(double perSecond, double cpuNanos) {
    private static final int WARM_UP = 2_000;

    /// Does the work on all cores for so long.
    static Ceiling of(int milliseconds, IntConsumer work) {
        for (int i = 0; i < WARM_UP; i++) work.accept(i);
        AtomicLong done = new AtomicLong();
        AtomicLong cpu = new AtomicLong();
        long begun = System.nanoTime();
        long end = begun + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        List<Thread> threads = new ArrayList<>();
        for (int core = 0; core < Cpu.CORES; core++) {
            int first = core;
            threads.add(Thread.ofPlatform().start(() -> {
                int i = first;
                for (; System.nanoTime() < end; i += Cpu.CORES) work.accept(i);
                done.addAndGet((i - first) / Cpu.CORES);
                cpu.addAndGet(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
            }));
        }
        threads.forEach(Threads::join);
        return new Ceiling(done.get() / ((System.nanoTime() - begun) / 1e9), cpu.get() / (double) done.get());
    }

    Ceiling and(Ceiling other) {
        return new Ceiling((perSecond + other.perSecond) / 2, (cpuNanos + other.cpuNanos) / 2);
    }

    /// What a network of so many cities on these cores could do.
    double shared() {
        return perSecond / Conditions.CITIES;
    }

    /// Some wire bytes of a load, in memory.
    static List<Bytes> sample(Load load, int size) {
        List<Bytes> sample = new ArrayList<>();
        for (int i = 0; i < Math.min(size, load.count()); i++) sample.add(load.wire(i));
        return sample;
    }
}
