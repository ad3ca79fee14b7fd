package io.polder.bench;

import io.polder.cli.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A `polder` command in a process of its own.
final class Child implements AutoCloseable {
    /// What figures of such a process say of its heap.
    static final String HEAP = "as ./polder sets it";

    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern USED = Pattern.compile("used (\\d+)K");
    private static final long GRACE_S = 20;

    private final Process process;
    private final BufferedReader out;
    final long begun;

    private Child(Process process, long begun) {
        this.process = process;
        this.begun = begun;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /// As a user starts it, with the flags that it is shipped with.
    static Child polder(Path log, String... words) {
        try {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("polder.root", "."), "polder")
                    .toAbsolutePath()
                    .toString());
            command.addAll(List.of(words));
            long begun = System.nanoTime();
            return new Child(
                    new ProcessBuilder(command).redirectError(log.toFile()).start(), begun);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start polder", e);
        }
    }

    /// Runs a command to its end with the flags of this process, gives each line of its output on as it comes, and
    /// answers its exit code.
    static int run(List<String> words, Consumer<String> output) {
        try {
            Process process = new ProcessBuilder(command(words))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (Child child = new Child(process, System.nanoTime())) {
                child.out.lines().forEach(output);
                return process.waitFor();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start polder", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(1, "interrupted", "");
        }
    }

    private static List<String> command(List<String> words) {
        List<String> command = new ArrayList<>();
        command.add(tool("java"));
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments())
            if (!flag.startsWith("-javaagent") && !flag.startsWith("-agentlib") && !flag.contains("FlightRecord"))
                command.add(flag);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.polder.cli.Main"));
        command.addAll(words);
        return command;
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /// Waits for one more line of its output.
    String line() {
        try {
            String line = out.readLine();
            if (line == null) throw new Failure(1, "the cities ended before they were up", "");
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read what the cities say", e);
        }
    }

    double cpuSeconds() {
        return process.toHandle()
                        .info()
                        .totalCpuDuration()
                        .map(Duration::toNanos)
                        .orElse(0L)
                / 1e9;
    }

    double residentMegabytes() {
        try {
            Matcher found = RESIDENT.matcher(Files.readString(Path.of("/proc", process.pid() + "", "status")));
            if (!found.find()) throw new Failure(1, "the system does not tell the memory of a process", "");
            return Long.parseLong(found.group(1)) / 1_024.0;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the memory of the cities", e);
        }
    }

    /// Heap and classes in use after a full collection.
    double liveMegabytes() {
        jcmd("GC.run");
        Matcher found = USED.matcher(jcmd("GC.heap_info"));
        long kilobytes = 0;
        for (int i = 0; i < 2 && found.find(); i++) kilobytes += Long.parseLong(found.group(1));
        return kilobytes / 1_024.0;
    }

    private String jcmd(String word) {
        try {
            Process asked = new ProcessBuilder(tool("jcmd"), process.pid() + "", word)
                    .redirectErrorStream(true)
                    .start();
            return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run jcmd", e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(GRACE_S, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
