package io.polder.operator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.cli.Common;
import io.polder.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Shows that nothing acknowledged is lost: four cities, kills under load, every record read back and one proven.
@Command(
        name = "demo",
        description = "four cities, three kills under load, nothing lost, a proof that a stranger checks",
        subcommands = {GovernanceDemoCommand.class, EvmDemoCommand.class},
        footer = {
            "",
            "Examples:",
            "  polder demo --json | tail -1",
            "  polder demo governance --json | tail -1",
            "  polder demo evm --json | tail -1",
            "",
            "Exit code 0 when all of it holds."
        })
final class DemoCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Option(names = "--dir", paramLabel = "DIR", description = "data (default: a new folder, removed at the end)")
    private Path folder;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${sys:polder.root:-.}/examples/data",
            description = "measured readings (${DEFAULT-VALUE})")
    private Path data;

    @Option(names = "--readings", paramLabel = "N", defaultValue = "5000", description = "at least (${DEFAULT-VALUE})")
    private int readings;

    @Option(names = "--kills", paramLabel = "N", defaultValue = "3", description = "cities killed (${DEFAULT-VALUE})")
    private int kills;

    @Option(names = "--seed", paramLabel = "N", description = "of the random moments (default: the clock)")
    private Long seed;

    @Override
    public Integer call() throws IOException {
        long chosen = seed == null ? System.nanoTime() : seed;
        Path home = folder == null ? Files.createTempDirectory("polder-demo") : folder;
        try (Demo demo = Demo.start(common, home, Stations.read(data), chosen)) {
            Demo.Load load = demo.replay(readings, kills);
            Demo.Proof proof = demo.prove(load, home);
            long lost = demo.lost(load);
            ObjectNode summary = Json.object()
                    .put("demo", lost == 0 && proof.verified() && proof.tamperedRefused() ? "ok" : "failed")
                    .put("readings", load.acknowledgements().readings())
                    .put("cities", Stations.CITIES.size())
                    .put("kills", load.kills())
                    .put("final_p50_ms", load.acknowledgements().quantile(0.50))
                    .put("final_p99_ms", load.acknowledgements().quantile(0.99))
                    .put("certified_p50_ms", load.certifiedP50())
                    .put("verified", proof.verified())
                    .put("tampered_refused", proof.tamperedRefused())
                    .put("lost", lost);
            common.say(summary, summary.toPrettyString());
            if (lost > 0)
                throw new Failure(1, lost + " acknowledged readings are in no certified block", "keep " + home);
            if (!proof.verified() || !proof.tamperedRefused())
                throw new Failure(1, "the proof does not hold as it must", "keep " + home);
        }
        if (folder == null) remove(home);
        return 0;
    }

    static void remove(Path home) throws IOException {
        try (var files = Files.walk(home)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }
}
