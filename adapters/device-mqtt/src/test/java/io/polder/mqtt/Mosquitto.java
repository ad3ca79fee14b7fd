package io.polder.mqtt;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The command-line client of Eclipse Mosquitto, where it is installed.
final class Mosquitto {
    private static final Path PUBLISH = Path.of("/usr/bin/mosquitto_pub");
    private static final long SECONDS_MAX = 30;

    private Mosquitto() {}

    static void assumePresent() {
        assumeTrue(Files.isExecutable(PUBLISH), "mosquitto_pub is not installed (package mosquitto-clients)");
    }

    /// The exit code.
    static int publish(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(PUBLISH.toString()));
        command.addAll(arguments);
        return run(command);
    }

    /// The exit code of any command.
    static int run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) return process.exitValue();
        process.destroyForcibly();
        throw new IOException(command.getFirst() + " did not end");
    }
}
