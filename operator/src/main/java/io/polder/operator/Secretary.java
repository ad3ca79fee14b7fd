package io.polder.operator;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.cli.Failure;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Somebody who types the commands of docs/govern.md for one organisation, in front of one city.
final class Secretary {
    private final String organisation;
    private final LocalNetwork.City city;
    private final Path key;

    Secretary(String organisation, LocalNetwork.City city, Path key) {
        this.organisation = organisation;
        this.city = city;
        this.key = key;
    }

    static Secretary of(LocalNetwork.City city) {
        Path key = city.home().folder().resolve("keys").resolve("organisation.key");
        return new Secretary(city.config().organisation(), city, key);
    }

    String organisation() {
        return organisation;
    }

    LocalNetwork.City city() {
        return city;
    }

    /// What a command came to: its exit code, the last line it wrote as JSON, and for a refusal its own words.
    record Outcome(int code, JsonNode said, String refusal) {
        boolean done() {
            return code == 0;
        }
    }

    /// Signs as the organisation.
    Outcome acts(String... words) {
        List<String> all = at(words);
        all.addAll(List.of("--key", key.toString(), "--as", "org:" + organisation));
        return polder(all);
    }

    /// Asks in the name of the organisation.
    Outcome reads(String... words) {
        List<String> all = at(words);
        all.addAll(List.of("--read-key", key.toString(), "--read-as", "org:" + organisation));
        return polder(all);
    }

    /// Signs as the organisation; a refusal ends the demonstration.
    JsonNode does(String... words) {
        return expected(acts(words), words);
    }

    /// Brings a proposal in and says its number.
    String proposes(String... words) {
        return does(words).path("receipt").path("result").asText();
    }

    /// Commands that ask no node.
    static JsonNode offline(String... words) {
        return expected(polder(new ArrayList<>(List.of(words))), words);
    }

    private static JsonNode expected(Outcome outcome, String... words) {
        if (!outcome.done())
            throw new Failure(1, "polder " + String.join(" ", words) + ": " + outcome.refusal(), "see node.log");
        return outcome.said();
    }

    private List<String> at(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--url", city.api()));
        return all;
    }

    private static Outcome polder(List<String> words) {
        words.addAll(List.of("--json", "--home", System.getProperty("java.io.tmpdir") + "/no-profile"));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = io.polder.cli.Main.run(new PrintWriter(out), new PrintWriter(err), words.toArray(String[]::new));
        JsonNode said = out.toString()
                .lines()
                .reduce((first, last) -> last)
                .map(Json::parse)
                .orElseGet(Json::object);
        String refusal = err.toString()
                .lines()
                .reduce((first, last) -> last)
                .filter(line -> line.startsWith("{"))
                .map(line -> Json.parse(line).path("error").asText())
                .orElse(err.toString());
        return new Outcome(code, said, refusal);
    }
}
