package io.polder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Domain;
import io.polder.protocol.Names;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.CoseSign1;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.signature.SigningKey;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The things of the network.
@Command(
        name = "thing",
        description = "enrol things and say whether they may send",
        footer = {
            "",
            "Examples:",
            "  polder thing enrol DEHH008 --kind air-quality --city hamburg --thing-key DEHH008.key \\",
            "      --location 53.55,9.99 --key hamburg.key --as org:hamburg",
            "  polder thing list",
            "  polder thing suspend DEHH008 --key hamburg.key --as org:hamburg",
            "  polder thing token DEHH008 --days 30"
        })
final class ThingCommand {
    /// A location that is not fine is told in steps of a hundredth of a degree.
    private static final long COARSE = 1_000;

    private static final long PER_DEGREE = 100_000;

    @Command(name = "enrol", description = "enrol a thing, with a key of its own or vouched for by its city's gateway")
    int enrol(
            @Mixin Signing signing,
            @Parameters(paramLabel = "THING", description = "its name, without anything personal") String thing,
            @Mixin Place place) {
        name(thing);
        Cbor key = Cbor.NULL;
        Cbor possession = Cbor.NULL;
        if (place.thingKey != null) {
            SigningKey own = thingKey(place.thingKey);
            key = own.publicKey().toCose();
            possession = Cbor.of(possession(signing.domain(ChainSpec.AUTHORITY), thing, own));
        }
        Cbor arguments =
                Cbor.array(Cbor.of(thing), Cbor.of(place.kind), Cbor.of(place.city), key, possession, place.location());
        report(signing, thing, "enrol", arguments, "enrolled");
        return ExitCodes.DONE;
    }

    /// What is said of a thing when it is enrolled.
    static final class Place {
        @Option(names = "--kind", required = true, paramLabel = "KIND", description = "what it is, such as air-quality")
        private String kind;

        @Option(names = "--city", required = true, paramLabel = "NODE", description = "the city node that serves it")
        private String city;

        @Option(
                names = "--thing-key",
                paramLabel = "FILE",
                description = "the thing's own key; made when there is no such file. Without it the city vouches")
        private Path thingKey;

        @Option(names = "--location", paramLabel = "LAT,LON", description = "in degrees")
        private String location;

        @Option(names = "--fine", description = "tell the location exactly, not to about a kilometre")
        private boolean fine;

        private Cbor location() {
            if (location == null) return Cbor.NULL;
            String[] parts = location.split(",", -1);
            try {
                if (parts.length == 2)
                    return Cbor.array(Cbor.of(degrees(parts[0])), Cbor.of(degrees(parts[1])), Cbor.of(fine));
            } catch (NumberFormatException | ArithmeticException e) {
                // Said below.
            }
            throw Failure.usage("--location: expected LAT,LON in degrees, got " + location, "");
        }

        private long degrees(String text) {
            long unit = fine ? 1 : COARSE;
            return new BigDecimal(text.strip())
                            .multiply(BigDecimal.valueOf(PER_DEGREE / unit))
                            .setScale(0, RoundingMode.HALF_EVEN)
                            .longValueExact()
                    * unit;
        }
    }

    private static SigningKey thingKey(Path file) {
        if (Files.exists(file)) return SecretFile.readKey(file);
        SigningKey fresh = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
        SecretFile.writeKey(file, fresh);
        return fresh;
    }

    /// The thing's signature over its own name and key: docs/spec/contracts.md, 4.
    static Bytes possession(Domain authority, String thing, SigningKey key) {
        PublicKey half = key.publicKey();
        Bytes payload = authority
                .wrap("possession", Address.thing(thing).toCbor(), half.toCose())
                .encode();
        return key.sign(CoseSign1.toBeSigned(half.algorithm(), half.thumbprint().bytes(), payload));
    }

    @Command(name = "suspend", description = "let a thing send no more until it is resumed")
    int suspend(@Mixin Signing signing, @Parameters(paramLabel = "THING") String thing) {
        return change(signing, thing, "suspend", "suspended");
    }

    @Command(name = "resume", description = "let a suspended thing send again")
    int resume(@Mixin Signing signing, @Parameters(paramLabel = "THING") String thing) {
        return change(signing, thing, "resume", "resumed");
    }

    @Command(name = "retire", description = "let a thing never send again")
    int retire(@Mixin Signing signing, @Parameters(paramLabel = "THING") String thing) {
        return change(signing, thing, "retire", "retired");
    }

    private static int change(Signing signing, String thing, String method, String done) {
        name(thing);
        report(signing, thing, method, Cbor.array(Cbor.of(thing)), done);
        return ExitCodes.DONE;
    }

    private static void report(Signing signing, String thing, String method, Cbor arguments, String done) {
        JsonNode answer = signing.invoke(ChainSpec.AUTHORITY, new Call.Invoke("things", method, arguments));
        signing.report(answer, thing + " " + done);
    }

    @Command(name = "list", description = "list things")
    int list(
            @Mixin AtNode node,
            @Option(names = "--after", paramLabel = "THING", description = "go on after this one") String after,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "default: 100")
                    int limit) {
        String from = after == null ? "" : "&after=" + NodeClient.segment(after);
        JsonNode page = node.client().get("/v1/chains/authority/things?limit=" + limit + from);
        if (node.common().json()) {
            node.common().say(page);
            return ExitCodes.DONE;
        }
        for (JsonNode thing : page.path("things"))
            node.common()
                    .out()
                    .printf(
                            "%-20s %-10s %-16s %-12s %s%n",
                            thing.path("thing").asText(),
                            thing.path("status").asText(),
                            thing.path("kind").asText(),
                            thing.path("city").asText(),
                            thing.path("proxied").asBoolean() ? "gateway vouches" : "signs itself");
        if (page.has("next"))
            node.common().out().println("more: --after " + page.path("next").asText());
        return ExitCodes.DONE;
    }

    @Command(name = "show", description = "show a thing")
    int show(@Mixin AtNode node, @Parameters(paramLabel = "THING") String thing) {
        JsonNode shown = node.client().get("/v1/chains/authority/things/" + NodeClient.segment(thing));
        node.common().say(shown, shown.toPrettyString());
        return ExitCodes.DONE;
    }

    @Command(name = "token", description = "issue a token by which a thing comes in at this city's doors")
    int token(
            @Mixin AtNode node,
            @Parameters(paramLabel = "THING") String thing,
            @Option(names = "--days", paramLabel = "N", defaultValue = "30", description = "default: 30") int days) {
        name(thing);
        if (node.token().isEmpty())
            throw Failure.usage("only the operator issues tokens", "Give the operator's token: --operator-token TOKEN");
        byte[] body = JsonNodeFactory.instance
                .objectNode()
                .put("thing", thing)
                .put("days", days)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        JsonNode token = node.client().post("/v1/operator/tokens", NodeClient.JSON_TYPE, body);
        node.common().say(token, token.path("token").asText());
        return ExitCodes.DONE;
    }

    private static void name(String thing) {
        if (!Names.valid(thing))
            throw Failure.usage(
                    "expected a name of 1 to 64 letters, digits, dots, hyphens or underscores, got \"" + thing + "\"",
                    "");
    }
}
