package io.polder.operator;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The scripts of a DApp with what they need from npm, in a copy of their folder.
record NodeTools(Path folder, Map<String, String> environment) {
    private static final long INSTALL_S = 300;
    private static final long SCRIPT_S = 120;
    private static final int REFUSED = 3;
    private static final String GET = "Install Node.js 20 or newer with npm: apt install nodejs npm, or nodejs.org.";

    /// How a program ended and what it wrote.
    private record Ended(int status, String output) {}

    /// Copies the DApp and installs by its lock file.
    static NodeTools install(Path dapp, Path contracts, Path folder) {
        copy(dapp, folder);
        NodeTools tools = new NodeTools(
                folder, Map.of("POLDER_CONTRACTS", contracts.toAbsolutePath().toString()));
        Ended npm = tools.start(INSTALL_S, List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
        if (npm.status != 0)
            throw new Failure(1, "npm ci did not succeed: " + npm.output, "Does npm reach a registry? " + GET);
        return tools;
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            List<Path> wanted = files.filter(Files::isRegularFile)
                    .filter(f -> !from.relativize(f).startsWith("node_modules"))
                    .toList();
            for (Path file : wanted) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw Failure.usage("cannot copy the DApp from " + from + ": " + e.getMessage(), "Name it with --dapp.");
        }
    }

    NodeTools with(Map<String, String> more) {
        Map<String, String> all = new java.util.HashMap<>(environment);
        all.putAll(more);
        return new NodeTools(folder, Map.copyOf(all));
    }

    /// What the script says in its last line; it must succeed.
    JsonNode run(String script, String... arguments) {
        return refusable(script, arguments)
                .orElseThrow(() -> new Failure(1, script + " was refused", "see node.log of the cities"));
    }

    /// Empty when the contract refuses what the script wants of it.
    Optional<JsonNode> refusable(String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of("node", "scripts/" + script + ".mjs"));
        command.addAll(List.of(arguments));
        Ended ended = start(SCRIPT_S, command);
        if (ended.status == REFUSED) return Optional.empty();
        if (ended.status != 0)
            throw new Failure(1, script + ".mjs ended with " + ended.status + ": " + ended.output, "see node.log");
        return Optional.of(Json.parse(ended.output.lines().reduce((a, b) -> b).orElse("{}")));
    }

    private Ended start(long seconds, List<String> command) {
        Path output = folder.resolve("output.txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
            if (!ended) process.destroyForcibly();
            return new Ended(ended ? process.exitValue() : -1, Files.readString(output));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(1, "interrupted", "");
        } catch (IOException e) {
            throw new Failure(1, "cannot run " + command.getFirst() + ": " + e.getMessage(), GET);
        }
    }
}
