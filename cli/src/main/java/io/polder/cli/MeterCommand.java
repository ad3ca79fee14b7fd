package io.polder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.encoding.Cbor;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Who has used how much.
@Command(
        name = "meter",
        description = "show what senders, organisations and contracts have used",
        footer = {
            "",
            "Examples:",
            "  polder meter --chain city",
            "  polder meter org:hamburg --chain city",
            "  polder meter contract:kv",
            "  polder meter --chain harbour --records        what its cities have recorded, by day"
        })
final class MeterCommand implements Callable<Integer> {
    @Mixin
    private AtNode node;

    @Parameters(arity = "0..1", paramLabel = "ADDRESS", description = "only this one")
    private String who;

    @Option(names = "--chain", paramLabel = "CHAIN", defaultValue = "city", description = "default: city")
    private String chain;

    @Option(names = "--after", paramLabel = "ADDRESS", description = "go on after this one")
    private String after;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "default: 100")
    private int limit;

    @Option(
            names = "--records",
            description = "what the chain's cities have recorded on the authority chain, by day and contract")
    private boolean records;

    @Override
    public Integer call() {
        if (records) return recorded();
        JsonNode used = who != null
                ? Governing.ask(node, chain, "meter", "of", Cbor.of(who))
                : Governing.ask(
                        node, chain, "meter", "list", after == null ? Cbor.NULL : Cbor.of(after), Cbor.of(limit));
        if (node.common().json()) node.common().say(used);
        else if (used.isArray()) used.forEach(this::line);
        else line(used);
        node.common().out().flush();
        return ExitCodes.DONE;
    }

    private int recorded() {
        JsonNode all = Governing.ask(node, ChainSpec.AUTHORITY, "settlement", "list", Cbor.of(chain), Cbor.of(limit));
        if (node.common().json()) node.common().say(all);
        else all.forEach(this::record);
        node.common().out().flush();
        return ExitCodes.DONE;
    }

    private void record(JsonNode record) {
        node.common()
                .out()
                .printf(
                        "%s to %s  %s, height %d, %d cities say the same%n",
                        Instant.ofEpochMilli(record.path("from").asLong()),
                        Instant.ofEpochMilli(record.path("to").asLong()),
                        record.path("city").asText(),
                        record.path("height").asLong(),
                        record.path("agree").asLong());
        record.path("used")
                .forEach(used -> line(used, "  " + used.path("contract").asText()));
    }

    private void line(JsonNode each) {
        line(each, each.path("who").asText());
    }

    private void line(JsonNode each, String who) {
        node.common()
                .out()
                .printf(
                        "%-40s %10d transactions %12d bytes %14d gas %12d stored%n",
                        who,
                        each.path("transactions").asLong(),
                        each.path("bytes").asLong(),
                        each.path("gas").asLong(),
                        each.path("stored").asLong());
    }
}
