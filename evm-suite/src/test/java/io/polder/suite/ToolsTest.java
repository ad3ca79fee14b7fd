package io.polder.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Ethereum's own tools, unmodified, against four cities: each tool at a city of its own, and afterwards all cities
/// must
/// have the same blocks.
@Tag("long")
class ToolsTest {
    private static Npm npm;
    private static FourCities cities;

    @TempDir
    static Path folder;

    @BeforeAll
    static void start() throws IOException {
        npm = Npm.installed();
        cities = new FourCities(folder);
    }

    @AfterAll
    static void close() {
        if (cities != null) cities.close();
    }

    @ParameterizedTest
    @CsvSource({"ethers, 0", "viem, 1", "web3, 2", "hardhat, 3", "cast, 0"})
    void a_tool_works_as_it_is(String tool, int city) throws IOException {
        assumeTrue(!tool.equals("cast") || npm.hasCast(), "no cast");
        npm.tool(tool + ".mjs", cities.address(city));
        assertThat(cities.hashesOfTheNewestBlockOf(city)).hasSize(1);
    }

    /// The schemas are not in this repository: -Dpolder.fixtures names a folder with a clone of
    /// ethereum/execution-apis.
    @Test
    void answers_are_as_the_schemas_of_execution_apis_say() throws IOException {
        String fixtures = System.getProperty("polder.fixtures", "");
        Path schemas = Path.of(fixtures, "execution-apis");
        assumeTrue(!fixtures.isEmpty() && Files.isDirectory(schemas.resolve("src")), "no execution-apis in fixtures");
        npm.tool("schemas.mjs", cities.address(FourCities.count() - 1), schemas.toString());
    }

    /// Deployed and called at one city, followed and read at two others.
    @Test
    void web3j_deploys_calls_subscribes_and_reads_logs() throws Exception {
        Web3jRun.run(npm.bytecode("Token"), cities.address(0), cities.address(1), cities.address(2));
        assertThat(cities.hashesOfTheNewestBlockOf(0)).hasSize(1);
    }
}
