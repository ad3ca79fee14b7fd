package io.polder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What things have measured.
@Command(
        name = "readings",
        description = "show the newest readings, or the history of one thing",
        footer = {
            "",
            "Examples:",
            "  polder readings                           the newest of all things",
            "  polder readings DEHH008                   the newest of one thing",
            "  polder readings DEHH008 pm10 --reverse    its history, the newest first"
        })
final class ReadingsCommand implements Callable<Integer> {
    @Mixin
    private AtNode node;

    @Parameters(index = "0", arity = "0..1", paramLabel = "THING", description = "of this thing alone")
    private String thing;

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "its history under this name")
    private String name;

    @Option(names = "--chain", paramLabel = "CHAIN", defaultValue = "city", description = "default: city")
    private String chain;

    @Option(names = "--from", paramLabel = "TIME", description = "from this time on, ISO 8601")
    private Instant from;

    @Option(names = "--to", paramLabel = "TIME", description = "before this time, ISO 8601")
    private Instant to;

    @Option(names = "--reverse", description = "the newest first")
    private boolean reverse;

    @Option(names = "--cursor", paramLabel = "CURSOR", description = "go on where the page before ended")
    private String cursor;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "default: 100")
    private int limit;

    @Override
    public Integer call() {
        String base = "/v1/chains/" + NodeClient.segment(chain);
        JsonNode page;
        if (thing == null) page = node.client().get(base + "/readings?limit=" + limit + option("after", cursor));
        else if (name == null) page = node.client().get(base + "/things/" + NodeClient.segment(thing) + "/readings");
        else
            page = node.client()
                    .get(base + "/things/" + NodeClient.segment(thing) + "/readings/" + NodeClient.segment(name)
                            + "?limit=" + limit + "&reverse=" + reverse
                            + option("from", from == null ? null : Long.toString(from.toEpochMilli()))
                            + option("to", to == null ? null : Long.toString(to.toEpochMilli()))
                            + option("cursor", cursor));
        if (node.common().json()) node.common().say(page);
        else show(page);
        return ExitCodes.DONE;
    }

    private static String option(String name, String value) {
        return value == null ? "" : "&" + name + "=" + NodeClient.segment(value);
    }

    private void show(JsonNode page) {
        for (JsonNode each : page.path("things")) each.path("latest").forEach(this::line);
        page.path("latest").forEach(this::line);
        page.path("readings").forEach(this::line);
        if (page.has("next"))
            node.common().out().println("more: --cursor " + page.path("next").asText());
        node.common().out().flush();
    }

    private void line(JsonNode reading) {
        node.common().out().println(describe(reading));
    }

    /// One line: when, what, whose word it is, and where it stands.
    static String describe(JsonNode reading) {
        String value = reading.has("value")
                ? reading.path("value").asText()
                : reading.path("data").asText();
        return "%s  %-12s %-10s %s %s  (%s, block %d)"
                .formatted(
                        Instant.ofEpochMilli(reading.path("time").asLong()),
                        reading.path("thing").asText(),
                        reading.path("name").asText(),
                        value,
                        reading.path("unit").asText(),
                        reading.path("origin").asText(),
                        reading.path("height").asLong());
    }
}
