package io.polder.evm.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.polder.evm.ledger.EvmCity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Ethereum's own tools, unmodified, against a chain of ours. They come from npm by the lock file; where there is no
/// npm, or it reaches no registry, they are skipped and counted as such.
@Tag("long")
class ToolsTest {
    private static final Path SOURCES = Path.of("src/test/js");
    private static final Path FOLDER = Path.of("target/js");
    private static final long INSTALL_S = 300;
    private static final long TOOL_S = 480;

    private static RpcCity city;

    /// What a program said, and how it ended; a program that is not there ends with -1.
    private record Ended(int status, String output) {}

    @BeforeAll
    static void install() throws IOException {
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
        city = new RpcCity();
    }

    @AfterAll
    static void close() {
        if (city != null) city.close();
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

    @ParameterizedTest
    @ValueSource(strings = {"ethers", "viem", "web3", "cast", "hardhat"})
    void a_tool_works_as_it_is(String tool) throws IOException {
        // npm brings cast as a program, here for one platform.
        assumeTrue(!tool.equals("cast") || Files.isDirectory(FOLDER.resolve("node_modules/@foundry-rs")), "no cast");
        ends(run(TOOL_S, "node", tool + ".mjs", city.address(EvmCity.CITY)));
    }

    /// The schemas are not in this repository: -Dpolder.execution-apis=DIR names a clone of ethereum/execution-apis.
    @Test
    void answers_are_as_the_schemas_of_execution_apis_say() throws IOException {
        String schemas = System.getProperty("polder.execution-apis", "");
        assumeTrue(!schemas.isEmpty(), "no -Dpolder.execution-apis=DIR");
        ends(run(TOOL_S, "node", "schemas.mjs", city.address(EvmCity.CITY), schemas));
    }

    private static void ends(Ended ended) {
        List<String> lines = ended.output.lines().toList();
        assertThat(ended.status).as(ended.output).isZero();
        assertThat(lines.getLast()).matches("\\{\"tool\":\".*\",\"checks\":[1-9][0-9]*}");
    }
}
