package io.polder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.CityCard;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which cities order, and how that changes: by a vote, while the network runs.
@Command(
        name = "city",
        description = "which cities take part; let one join, leave, or come back with new keys",
        footer = {
            "",
            "The members of the network vote on it (polder vote). All cities must run: each announces",
            "the key of its next engine by itself, which `polder city list` shows as ready.",
            "",
            "Examples:",
            "  polder city list",
            "  polder city invite bremen/city.card --key hamburg.key --as org:hamburg",
            "  polder city follow bremen/city.card --key hamburg.key --as org:hamburg      (blocks, no seat)",
            "  polder city join --dir bremen --genesis genesis.cbor --fingerprint 3f2a...   (at bremen)",
            "  polder city leave bremen --key hamburg.key --as org:hamburg",
            "  polder city replace-key --dir leipzig              (at leipzig; then invite with its new card)"
        })
final class CityCommand {
    private static final String ROSTERS = "rosters";

    /// The options of a proposal on a roster.
    static final class Deciding {
        @Mixin
        private Signing signing;

        @Option(names = "--cluster", paramLabel = "NAME", defaultValue = "main", description = "(${DEFAULT-VALUE})")
        private String cluster;

        @Option(names = "--preview", description = "only show what would change")
        private boolean preview;

        private int in(String kind, String name, Cbor value) {
            Cbor motion = Cbor.map(
                    Cbor.of("kind"), Cbor.of(kind), Cbor.of("cluster"), Cbor.of(cluster), Cbor.of(name), value);
            Governing.propose(signing, preview, motion);
            return ExitCodes.DONE;
        }
    }

    @Command(name = "invite", description = "propose that a city joins, or takes the place of itself with new keys")
    int invite(
            @Mixin Deciding deciding,
            @Parameters(paramLabel = "CARD", description = "the city.card that `polder init` made") Path card) {
        return deciding.in("city-joins", "card", Cbor.of(read(card)));
    }

    @Command(name = "follow", description = "propose that a city node gets all blocks, without a seat")
    int follow(
            @Mixin ProposeCommand.Bringing bring,
            @Parameters(paramLabel = "CARD", description = "the city.card that `polder init` made") Path card) {
        return bring.in("city-follows", Cbor.of("card"), Cbor.of(read(card)));
    }

    @Command(name = "unfollow", description = "propose that a city node without a seat gets no blocks any more")
    int unfollow(@Mixin ProposeCommand.Bringing bring, @Parameters(paramLabel = "CITY") String city) {
        return bring.in("city-unfollows", Cbor.of("node"), Cbor.of(city));
    }

    private static Bytes read(Path card) {
        try {
            Bytes bytes = Bytes.wrap(Files.readAllBytes(card));
            if (bytes.size() > CityCard.BYTES_MAX) throw Failure.usage(card + " is no city card: it is too large", "");
            return bytes;
        } catch (IOException e) {
            throw Failure.usage("cannot read " + card, "name the city.card of the city that joins");
        }
    }

    @Command(name = "leave", description = "propose that a city gives up its seat")
    int leave(@Mixin Deciding deciding, @Parameters(paramLabel = "CITY") String city) {
        return deciding.in("city-leaves", "node", Cbor.of(city));
    }

    @Command(name = "list", description = "the cities of the epoch that runs")
    int list(
            @Mixin AtNode node,
            @Option(names = "--cluster", paramLabel = "NAME", defaultValue = "main", description = "(${DEFAULT-VALUE})")
                    String cluster,
            @Option(names = "--epoch", paramLabel = "N", description = "an earlier epoch") Long epoch) {
        JsonNode roster = Governing.ask(
                node,
                ChainSpec.AUTHORITY,
                ROSTERS,
                "roster",
                Cbor.of(cluster),
                epoch == null ? Cbor.NULL : Cbor.of(epoch));
        List<String> lines = new ArrayList<>();
        lines.add("cluster " + cluster + ", epoch " + roster.path("epoch").asText() + ": "
                + roster.path("quorum").asText() + " of "
                + roster.path("members").size() + " cities certify");
        roster.path("members")
                .forEach(member -> lines.add("  " + member.path("number").asText() + "  "
                        + member.path("node").asText() + "  org:"
                        + member.path("organisation").asText() + "  "
                        + member.path("gossip").asText()
                        + (member.path("ready").asBoolean() ? "  ready" : "  not ready for the next epoch")));
        roster.path("followers").forEach(name -> lines.add("  -  " + name.asText() + "  follows without a seat"));
        node.common().say(roster, lines.toArray(String[]::new));
        return ExitCodes.DONE;
    }
}
