package io.polder.operator;

import io.polder.cli.Common;
import io.polder.cli.Failure;
import io.polder.home.CityHome;
import io.polder.protocol.CityCard;
import io.polder.protocol.Genesis;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.Signatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Makes the genesis that every founder finds from the same cards.
@Command(
        name = "found",
        description = "found a network from the cards of its cities",
        footer = {
            "",
            "The fingerprint must be the same at every founder: read it to each other before you start.",
            "",
            "Example:",
            "  polder found hanse hamburg.card berlin.card frankfurt.card leipzig.card --dir hamburg"
        })
final class FoundCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Parameters(index = "0", paramLabel = "NETWORK", description = "the network's name")
    private String network;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "CARD", description = "city.card of each founder")
    private List<Path> cards;

    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "this city's folder")
    private Path folder;

    @Override
    public Integer call() {
        CityHome home = new CityHome(folder);
        List<CityCard> read = new ArrayList<>();
        for (Path card : cards) read.add(read(card));
        try {
            if (read.stream().noneMatch(c -> c.name().equals(home.config().name())))
                throw Failure.usage(
                        "none of the cards is that of " + home.config().name(),
                        "add " + home.cardFile() + " to the cards");
            Genesis genesis = home.found(network, read);
            common.say(
                    Json.object()
                            .put("network", network)
                            .put("fingerprint", genesis.id().toHex())
                            .put("cities", read.size()),
                    "Founded " + network + " with " + read.size() + " cities.",
                    "Fingerprint: " + genesis.id(),
                    "Compare it with the other founders, then: polder node --dir " + folder);
            return 0;
        } catch (Malformed e) {
            throw Failure.usage(e.getMessage(), "look at the cards with their senders");
        }
    }

    private static CityCard read(Path card) {
        try {
            return CityCard.decode(Bytes.wrap(Files.readAllBytes(card)), Signatures.jdk());
        } catch (IOException e) {
            throw Failure.usage("cannot read " + card, "name the city.card files of all founders");
        } catch (Malformed e) {
            throw Failure.usage(card + ": " + e.getMessage(), "ask its sender for the card again");
        }
    }
}
