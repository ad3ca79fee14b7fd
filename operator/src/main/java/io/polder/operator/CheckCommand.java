package io.polder.operator;

import io.polder.cli.Common;
import io.polder.cli.Failure;
import io.polder.ledger.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Reads everything a stopped node keeps and says what is not as it was written.
@Command(
        name = "check",
        description = "check every byte of a stopped node's ledger",
        footer = {"", "Example:", "  polder check --dir hamburg", "", "Exit code 1 when something is damaged."})
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "the city's folder")
    private Path folder;

    @Override
    public Integer call() {
        if (!Files.isDirectory(folder)) throw Failure.usage(folder + " is no folder", "name a city node's folder");
        try {
            List<String> findings = LedgerCheck.run(folder, this::stage);
            for (String finding : findings) common.say(Json.object().put("finding", finding), finding);
            common.say(
                    Json.object()
                            .put("check", findings.isEmpty() ? "ok" : "damaged")
                            .put("findings", findings.size()),
                    findings.isEmpty() ? "Everything is as it was written." : findings.size() + " findings.");
            return findings.isEmpty() ? 0 : 1;
        } catch (StoreException e) {
            throw new Failure(1, e.getMessage(), "stop the node first if it runs; else its ledger is damaged");
        }
    }

    private void stage(String what) {
        if (!common.json()) common.err().println("checking " + what);
    }
}
