package io.polder.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What npm brings by the lock file, in a copy of the scripts' folder. Where there is no npm, or it reaches no
/// registry,
/// tests are skipped and counted as such.
final class Npm {
    private static final Path SOURCES = Path.of("src/test/js");
    private static final Path FOLDER = Path.of("target/js");
    private static final long INSTALL_S = 300;
    private static final long TOOL_S = 480;

    private Npm() {}

    /// What a program said, and how it ended; a program that is not there ends with -1.
    private record Ended(int status, String output) {}

    static Npm installed() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = FOLDER.resolve(SOURCES.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Path wanted = SOURCES.resolve("package-lock.json");
        Path installed = FOLDER.resolve("node_modules/installed.json");
        if (!Files.isRegularFile(installed) || Files.mismatch(wanted, installed) >= 0) {
            Ended npm = run(INSTALL_S, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
            assumeTrue(npm.status == 0, "npm ci did not succeed: " + npm.output);
            Files.copy(wanted, installed, StandardCopyOption.REPLACE_EXISTING);
        }
        return new Npm();
    }

    /// npm brings cast as a program, here for one platform.
    boolean hasCast() {
        return Files.isDirectory(FOLDER.resolve("node_modules/@foundry-rs"));
    }

    /// Runs a script that ends by saying how much it checked.
    void tool(String script, String... arguments) throws IOException {
        assertThat(lastLine(script, arguments)).matches("\\{\"tool\":\".*\",\"checks\":[1-9][0-9]*}");
    }

    /// The creation code of a contract of the suite, with 0x.
    String bytecode(String contract) throws IOException {
        String said = lastLine("artifact.mjs", contract);
        String field = "\"bytecode\":\"";
        int from = said.indexOf(field) + field.length();
        return said.substring(from, said.indexOf('"', from));
    }

    /// The creation code of the contracts of the example DApp, by name.
    Map<String, String> energy() throws IOException {
        String example =
                Path.of("../examples/dapps/energy/contracts").toRealPath().toString();
        String polder = Path.of("../contracts").toRealPath().toString();
        Map<String, String> codes = new TreeMap<>();
        for (String line : lines("energy.mjs", example, polder)) {
            String[] words = line.split(" ");
            codes.put(words[0], words[1]);
        }
        return codes;
    }

    private static String lastLine(String script, String... arguments) throws IOException {
        return lines(script, arguments).getLast();
    }

    private static List<String> lines(String script, String... arguments) throws IOException {
        String[] command =
                Stream.concat(Stream.of("node", script), Stream.of(arguments)).toArray(String[]::new);
        Ended ended = run(TOOL_S, command);
        assertThat(ended.status).as(ended.output).isZero();
        return ended.output.lines().toList();
    }

    private static Ended run(long seconds, String... command) throws IOException {
        Path output = Files.createTempFile("tool", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
            if (!ended) process.destroyForcibly();
            String said = Files.readString(output, StandardCharsets.UTF_8);
            return ended ? new Ended(process.exitValue(), said) : new Ended(-1, "it took too long: " + said);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Ended(-1, "interrupted");
        } catch (IOException notThere) {
            return new Ended(-1, String.valueOf(notThere.getMessage()));
        } finally {
            Files.delete(output);
        }
    }
}
