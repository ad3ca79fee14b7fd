package io.polder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.encoding.Cbor;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The chains of the network.
@Command(
        name = "chain",
        description = "found chains and show them",
        footer = {
            "",
            "The file is described in docs/govern.md. The chain is there once all its members have voted for it.",
            "",
            "Examples:",
            "  polder chain create harbour.json --key berlin.key --as org:berlin",
            "  polder chain list",
            "  polder chain show harbour",
            "  polder chain cities harbour"
        })
final class ChainCommand {
    @Command(name = "create", description = "propose a chain, as a file describes it, to all its members")
    int create(
            @Mixin Signing signing,
            @Parameters(paramLabel = "FILE", description = "name, category, members, policy in JSON") Path file,
            @Option(names = "--preview", description = "only show what would be founded") boolean preview) {
        Cbor motion = Cbor.map(
                Cbor.of("kind"), Cbor.of("found-chain"),
                Cbor.of("charter"), Governing.read(file));
        Governing.propose(signing, preview, motion);
        return ExitCodes.DONE;
    }

    @Command(name = "list", description = "list the chains that you may see")
    int list(@Mixin AtNode node) {
        JsonNode chains = Governing.council(node, "charters", Cbor.NULL, Cbor.of(256));
        if (node.common().json()) node.common().say(chains);
        else
            for (JsonNode chain : chains)
                node.common()
                        .out()
                        .printf(
                                "%-20s %-11s %d members%n",
                                chain.path("name").asText(),
                                chain.path("category").asText(),
                                chain.path("members").size());
        return ExitCodes.DONE;
    }

    @Command(name = "cities", description = "show which cities keep a chain of cities of its own, and which are to")
    int cities(@Mixin AtNode node, @Parameters(paramLabel = "CHAIN") String chain) {
        JsonNode standing = Governing.ask(node, ChainSpec.AUTHORITY, "clusters", "standing", Cbor.of(chain));
        List<String> lines = new ArrayList<>();
        lines.add("epoch " + standing.path("epoch").asText() + " by "
                + standing.path("engine").asText() + ": " + names(standing.path("cities")));
        if (!standing.path("decided").path("cities").equals(standing.path("cities"))
                || !standing.path("decided").path("engine").equals(standing.path("engine")))
            lines.add("decided: " + standing.path("decided").path("engine").asText() + ": "
                    + names(standing.path("decided").path("cities")));
        if (!standing.path("waits").isEmpty()) lines.add("waits for " + names(standing.path("waits")));
        node.common().say(standing, lines.toArray(String[]::new));
        return ExitCodes.DONE;
    }

    @Command(name = "attempts", description = "show what others tried on a private chain of yours at this city")
    int attempts(@Mixin AtNode node, @Parameters(paramLabel = "CHAIN") String chain) {
        JsonNode shown = node.client().get("/v1/chains/" + NodeClient.segment(chain) + "/attempts");
        List<String> lines = new ArrayList<>();
        shown.path("attempts")
                .forEach(each -> lines.add("%6d  %s  %s  %s"
                        .formatted(
                                each.path("number").asLong(),
                                Instant.ofEpochMilli(each.path("time").asLong()),
                                each.path("by").asText(),
                                each.path("asked").asText())));
        if (lines.isEmpty()) lines.add("nothing was tried at this city");
        node.common().say(shown, lines.toArray(String[]::new));
        return ExitCodes.DONE;
    }

    private static String names(JsonNode list) {
        List<String> names = new ArrayList<>();
        list.forEach(name -> names.add(name.asText()));
        return String.join(", ", names);
    }

    @Command(name = "show", description = "show what a chain is and who decides on it")
    int show(@Mixin AtNode node, @Parameters(paramLabel = "CHAIN") String chain) {
        JsonNode charter = Governing.council(node, "charter", Cbor.of(chain));
        node.common().say(charter, charter.toPrettyString());
        return ExitCodes.DONE;
    }
}
