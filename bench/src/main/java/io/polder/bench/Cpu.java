package io.polder.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/// Processor time: of this process, of some of its threads, of the whole machine.
///
/// @param wall nanoseconds of the clock
/// @param process nanoseconds of all threads of this process
/// @param generator nanoseconds of the threads that make load
/// @param machine nanoseconds of all processes of the machine; -1 where the system does not tell
record Cpu(long wall, long process, long generator, long machine) {
    static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final Path STAT = Path.of("/proc/stat");
    /// The kernel counts in hundredths of a second.
    private static final long TICK_NANOS = 10_000_000;

    private static final int USER = 1;
    private static final int IDLE = 4;
    private static final int STEAL = 8;

    static Cpu now(Collection<Thread> generators) {
        var threads = ManagementFactory.getThreadMXBean();
        long generator = generators.stream()
                .mapToLong(t -> Math.max(0, threads.getThreadCpuTime(t.threadId())))
                .sum();
        return new Cpu(System.nanoTime(), processNanos(), generator, machineNanos());
    }

    static long processNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    /// User, nice and system time with interrupts; not idle, not waiting, not stolen.
    private static long machineNanos() {
        try {
            if (!Files.isReadable(STAT)) return -1;
            List<String> words =
                    List.of(Files.readAllLines(STAT).getFirst().trim().split(" +"));
            long ticks = 0;
            for (int i = USER; i < Math.min(STEAL, words.size()); i++)
                if (i != IDLE && i != IDLE + 1) ticks += Long.parseLong(words.get(i));
            return ticks * TICK_NANOS;
        } catch (IOException e) {
            return -1;
        }
    }

    Cpu since(Cpu before) {
        return new Cpu(
                wall - before.wall,
                process - before.process,
                generator - before.generator,
                machine < 0 ? -1 : machine - before.machine);
    }

    double seconds() {
        return wall / 1e9;
    }

    /// What the cities took: this process without its load generator.
    double citySeconds() {
        return (process - generator) / 1e9;
    }

    /// Cores that other processes of the machine kept busy.
    double otherCores() {
        return machine < 0 ? 0 : Math.max(0, machine - process) / (double) wall;
    }
}
