package io.polder.operator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.cli.Common;
import io.polder.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Shows who decides: chains of three kinds, votes, and cities that come and go while the network runs.
@Command(
        name = "governance",
        description = "three chains, votes, and cities that join, are replaced and leave under load",
        footer = {"", "Example:", "  polder demo governance --json | tail -1", "", "Exit code 0 when all of it holds."})
final class GovernanceDemoCommand implements Callable<Integer> {
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

    @Override
    public Integer call() throws IOException {
        Path home = folder == null ? Files.createTempDirectory("polder-governance") : folder;
        try (GovernanceDemo demo = GovernanceDemo.start(common, home, Stations.read(data))) {
            demo.foundChains();
            boolean decided = demo.changePolicy();
            List<String> told = demo.tellHidden();
            GovernanceDemo.Changes changes = demo.changeCities();
            boolean verified = demo.prove();
            long lost = demo.lost();
            boolean ok = decided && told.isEmpty() && verified && lost == 0;
            ObjectNode summary = Json.object()
                    .put("demo", ok ? "ok" : "failed")
                    .put("lost", lost)
                    .put("pause_ms", changes.pause())
                    .put("private_hidden", told.isEmpty())
                    .put("epochs", changes.epochs())
                    .put("verified", verified);
            common.say(summary, summary.toPrettyString());
            if (!ok) throw new Failure(1, "not all of it holds as it must", "keep " + home);
        }
        if (folder == null) DemoCommand.remove(home);
        return 0;
    }
}
