package io.polder.operator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// One city in a process of its own, started with this program's own class path.
final class CityProcess implements AutoCloseable {
    private static final long GRACE_S = 20;

    private final LocalNetwork.City city;
    private Process process;

    private CityProcess(LocalNetwork.City city) {
        this.city = city;
    }

    static CityProcess start(LocalNetwork.City city) {
        CityProcess started = new CityProcess(city);
        started.start();
        return started;
    }

    void start() {
        Path log = city.home().folder().resolve("node.log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=4",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "io.polder.cli.Main",
                "node",
                "--dir",
                city.home().folder().toString()));
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + city.name(), e);
        }
    }

    /// SIGKILL: the process gets no chance to write anything.
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    boolean alive() {
        return process.isAlive();
    }

    private boolean awaitEnd() {
        try {
            return process.waitFor(GRACE_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        if (!awaitEnd()) process.destroyForcibly();
    }
}
