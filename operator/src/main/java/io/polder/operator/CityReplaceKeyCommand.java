package io.polder.operator;

import io.polder.cli.Common;
import io.polder.cli.Failure;
import io.polder.home.CityHome;
import io.polder.protocol.CityCard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Makes a card with fresh keys for a city that takes part already.
@Command(
        name = "replace-key",
        description = "at the city: make fresh keys and a card that puts them into the next roster",
        footer = {
            "",
            "Stop the node first. After a lost disk, `polder init` does it, with the same name and organisation's key.",
            "",
            "Example:",
            "  polder city replace-key --dir leipzig --city-key",
            "  polder city invite leipzig/city.card --key leipzig.key --as org:leipzig"
        })
final class CityReplaceKeyCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "this city's folder")
    private Path folder;

    @Option(
            names = "--city-key",
            description = "replace the key that signs certificates as well, not the engine's alone")
    private boolean cityKey;

    @Override
    public Integer call() {
        CityHome home = new CityHome(folder);
        if (!Files.exists(home.cardFile())) throw Failure.usage(folder + " holds no city", "polder init --help");
        CityCard card = home.renew(cityKey, new SecureRandom(), Instant.now().toEpochMilli());
        common.say(
                Json.object()
                        .put("city", card.name())
                        .put("card", home.cardFile().toString()),
                "Made fresh keys for " + card.name() + ".",
                "Propose its card: polder city invite " + home.cardFile());
        return 0;
    }
}
