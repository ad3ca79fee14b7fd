package io.polder.operator;

import io.polder.cli.Common;
import io.polder.cli.Failure;
import io.polder.home.CityConfig;
import io.polder.home.CityHome;
import io.polder.protocol.CityCard;
import io.polder.protocol.Member.Endpoint;
import io.polder.protocol.encoding.Malformed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Makes a city's keys, configuration and public card.
@Command(
        name = "init",
        description = "make the keys and the public card of a city node",
        footer = {
            "",
            "Each founder does this on its own host, sends its city.card to the others, and then runs `polder found`.",
            "",
            "Example:",
            "  polder init --city hamburg --public-address polder.hamburg.example:7400"
        })
final class InitCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Option(names = "--city", required = true, paramLabel = "NAME", description = "the city node's name")
    private String city;

    @Option(
            names = "--public-address",
            required = true,
            paramLabel = "HOST:PORT",
            description = "where other cities reach it; the sync door takes the port after it")
    private String address;

    @Option(names = "--organisation", paramLabel = "NAME", description = "who runs it (default: the city's name)")
    private String organisation;

    @Option(names = "--dir", paramLabel = "DIR", description = "the node's folder (default: the city's name)")
    private Path folder;

    @Option(names = "--api-port", paramLabel = "PORT", defaultValue = "8080", description = "REST (${DEFAULT-VALUE})")
    private int api;

    @Option(names = "--mqtt-port", paramLabel = "PORT", defaultValue = "1883", description = "MQTT (${DEFAULT-VALUE})")
    private int mqtt;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "8081",
            description = "devices' HTTP (${DEFAULT-VALUE})")
    private int http;

    @Override
    public Integer call() {
        try {
            Endpoint gossip = Endpoint.parse(address);
            Endpoint sync = new Endpoint(gossip.host(), gossip.port() + 1);
            CityHome home = new CityHome(folder == null ? Path.of(city) : folder);
            CityConfig config = new CityConfig(
                    city,
                    city,
                    organisation == null ? city : organisation,
                    gossip,
                    sync,
                    new CityConfig.Doors("127.0.0.1", api, mqtt, http));
            if (Files.exists(home.cardFile()))
                throw Failure.usage(
                        home.folder() + " holds a city already",
                        "name another folder with --dir, or found a network from its card: " + home.cardFile());
            CityCard card = home.make(config, new SecureRandom(), Instant.now().toEpochMilli());
            common.say(
                    Json.object().put("city", city).put("card", home.cardFile().toString()),
                    "Made the keys of " + card.name() + " in " + home.folder() + ".",
                    "Send " + home.cardFile() + " to the other founders, then: polder found NAME CARD... --dir "
                            + home.folder());
            return 0;
        } catch (Malformed e) {
            throw Failure.usage(e.getMessage(), "see `polder init --help`");
        }
    }
}
