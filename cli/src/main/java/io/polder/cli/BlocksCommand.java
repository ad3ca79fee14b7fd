package io.polder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The blocks of a chain.
@Command(
        name = "blocks",
        description = "list blocks, or show one",
        footer = {"", "Examples:", "  polder blocks", "  polder blocks 17", "  polder blocks --from 0 --limit 5 --json"
        })
final class BlocksCommand implements Callable<Integer> {
    @Mixin
    private AtNode node;

    @Parameters(index = "0", arity = "0..1", paramLabel = "HEIGHT", description = "show this block")
    private Long height;

    @Option(names = "--chain", paramLabel = "CHAIN", defaultValue = "city", description = "default: city")
    private String chain;

    @Option(names = "--from", paramLabel = "HEIGHT", description = "from this height on (default: the newest)")
    private Long from;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "default: 20")
    private int limit;

    @Override
    public Integer call() {
        String base = "/v1/chains/" + NodeClient.segment(chain) + "/blocks";
        if (height != null) {
            JsonNode block = node.client().get(base + "/" + height);
            node.common().say(block, block.toPrettyString());
            return ExitCodes.DONE;
        }
        JsonNode page = node.client().get(base + "?limit=" + limit + (from == null ? "" : "&from=" + from));
        if (node.common().json()) node.common().say(page);
        else for (JsonNode block : page.path("blocks")) node.common().out().println(describe(block));
        return ExitCodes.DONE;
    }

    static String describe(JsonNode block) {
        return "%8d  %s  %s  %s"
                .formatted(
                        block.path("height").asLong(),
                        Instant.ofEpochMilli(block.path("time").asLong()),
                        block.path("hash").asText().substring(0, 16),
                        block.path("certified").asBoolean() ? "certified" : "final");
    }
}
