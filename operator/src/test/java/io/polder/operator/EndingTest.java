package io.polder.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Four cities in a process of their own that is told to end.
class EndingTest {
    private static final long PATIENCE_S = 90;

    @TempDir
    Path folder;

    private static List<String> command(String... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "io.polder.cli.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    @Test
    void ctrl_c_ends_four_cities_in_order_and_without_a_word_of_complaint() throws Exception {
        Path errors = folder.resolve("errors");
        Path data = Path.of(System.getProperty("polder.root"), "examples", "data");
        Process process = new ProcessBuilder(command(
                        "up", "--no-replay", "--dir", folder.resolve("up").toString(), "--data", data.toString()))
                .redirectError(errors.toFile())
                .start();
        try {
            awaitLine(process, "All four agree");
            process.destroy();
            assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(errors)).isEmpty();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static void awaitLine(Process process, String part) throws IOException {
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = said.readLine();
        while (line != null && !line.contains(part)) line = said.readLine();
        assertThat(line).as("a line with: %s", part).isNotNull();
    }
}
