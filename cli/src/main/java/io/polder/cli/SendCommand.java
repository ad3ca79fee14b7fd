package io.polder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Domain;
import io.polder.protocol.Frame;
import io.polder.protocol.Reading;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.SigningKey;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Sends readings that a thing's key signs.
@Command(
        name = "send",
        description = "send a reading, or a file of them, signed by a thing's key",
        footer = {
            "",
            "A file has one JSON object a line and goes in frames, each under one signature:",
            "  {\"name\":\"pm10\",\"value\":21.5,\"unit\":\"ug/m3\",\"time\":1700000000000}",
            "",
            "Examples:",
            "  polder send pm10 21.5 --unit ug/m3 --thing DEHH008 --key DEHH008.key",
            "  polder send --file readings.jsonl --thing DEHH008 --key DEHH008.key"
        })
final class SendCommand implements Callable<Integer> {
    private static final int FRAME = 100;

    @Mixin
    private Signing signing;

    @Option(names = "--thing", required = true, paramLabel = "THING", description = "which thing says it")
    private String thing;

    @Option(names = "--chain", paramLabel = "CHAIN", defaultValue = "city", description = "default: city")
    private String chain;

    @Option(names = "--unit", paramLabel = "UNIT", description = "the unit after RFC 8428, such as Cel")
    private String unit;

    @Option(names = "--time", paramLabel = "TIME", description = "when it was measured (default: now), ISO 8601")
    private String time;

    @Option(names = "--file", paramLabel = "FILE", description = "readings, one JSON object a line")
    private Path file;

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "what was measured")
    private String name;

    @Parameters(index = "1", arity = "0..1", paramLabel = "VALUE", description = "a number, true, false or a text")
    private String value;

    @Override
    public Integer call() {
        Address sender = sender();
        if (file != null) return sendFile(sender);
        if (name == null || value == null)
            throw Failure.usage("expected NAME and VALUE, or --file FILE", "polder send --help shows examples.");
        Reading reading = reading(name, text(value), Optional.ofNullable(unit), time());
        Cbor arguments = Cbor.array(Cbor.of(reading.encode()));
        JsonNode answer = signing.invoke(chain, new Call.Invoke("readings", "put", arguments), sender, signing.key());
        signing.report(answer, thing + " " + name + " " + value);
        return ExitCodes.DONE;
    }

    private Address sender() {
        try {
            return Address.thing(thing);
        } catch (Malformed e) {
            throw Failure.usage("--thing: " + e.getMessage(), "");
        }
    }

    private long time() {
        if (time == null) return System.currentTimeMillis();
        try {
            return Instant.parse(time).toEpochMilli();
        } catch (DateTimeParseException e) {
            throw Failure.usage("--time: expected a time such as 2026-01-31T12:00:00Z, got " + time, "");
        }
    }

    private static Reading reading(String name, Reading.Value value, Optional<String> unit, long time) {
        try {
            return new Reading(Optional.empty(), name, unit, value, time);
        } catch (Malformed e) {
            throw Failure.usage(e.getMessage(), "");
        }
    }

    private static Reading.Value text(String text) {
        if (text.equals("true") || text.equals("false")) return new Reading.Value.Truth(text.equals("true"));
        try {
            return new Reading.Value.Quantity(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return new Reading.Value.Words(text);
        }
    }

    private int sendFile(Address sender) {
        List<Bytes> readings = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8))
                if (!line.isBlank())
                    readings.add(parse(line, readings.size() + 1).encode());
        } catch (IOException e) {
            throw Failure.usage("cannot read " + file + ": " + e.getMessage(), "");
        }
        SigningKey key = signing.key();
        Domain domain = signing.domain(chain);
        int frames = 0;
        try (Progress progress = Progress.of(signing.common(), "readings", readings.size())) {
            for (int from = 0; from < readings.size(); from += FRAME, frames++) {
                List<Bytes> part = readings.subList(from, Math.min(readings.size(), from + FRAME));
                Frame frame =
                        new Frame(domain, sender, Signing.lane(), Signing.window(System.currentTimeMillis()), part);
                signing.send(chain, Transaction.sign(frame, key));
                progress.step(part.size());
            }
        }
        signing.common()
                .say(
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("readings", readings.size())
                                .put("frames", frames),
                        readings.size() + " readings sent in " + frames + " frames");
        return ExitCodes.DONE;
    }

    private static Reading parse(String line, int number) {
        try {
            JsonNode node = Exact.parse(line);
            JsonNode value = node.path("value");
            Reading.Value parsed = value.isNumber()
                    ? new Reading.Value.Quantity(value.decimalValue())
                    : value.isBoolean()
                            ? new Reading.Value.Truth(value.booleanValue())
                            : new Reading.Value.Words(value.asText());
            Optional<String> unit = Optional.ofNullable(node.get("unit")).map(JsonNode::asText);
            if (!node.path("time").canConvertToLong())
                throw new Malformed(
                        "time in epoch milliseconds", node.path("time").toString());
            return new Reading(
                    Optional.empty(),
                    node.path("name").asText(),
                    unit,
                    parsed,
                    node.path("time").longValue());
        } catch (Malformed e) {
            throw Failure.usage("line " + number + ": " + e.getMessage(), "Nothing was sent.");
        }
    }
}
