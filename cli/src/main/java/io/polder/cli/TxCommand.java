package io.polder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// One transaction.
@Command(
        name = "tx",
        description = "show a transaction, where it stands and what became of it",
        footer = {"", "Examples:", "  polder tx ID", "  polder tx ID --chain authority --json"})
final class TxCommand implements Callable<Integer> {
    @Mixin
    private AtNode node;

    @Parameters(paramLabel = "ID", description = "the transaction's id")
    private String id;

    @Option(names = "--chain", paramLabel = "CHAIN", defaultValue = "city", description = "default: city")
    private String chain;

    @Override
    public Integer call() {
        JsonNode shown = node.client()
                .get("/v1/chains/" + NodeClient.segment(chain) + "/transactions/" + NodeClient.segment(id));
        node.common().say(shown, shown.toPrettyString());
        return ExitCodes.DONE;
    }
}
