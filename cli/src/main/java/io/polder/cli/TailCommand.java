package io.polder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Follows a chain. A connection that breaks is opened again after the last event, so nothing is lost or repeated.
@Command(
        name = "tail",
        description = "follow readings, blocks or events as they come, until Ctrl-C",
        footer = {
            "",
            "Examples:",
            "  polder tail                          readings as they become final",
            "  polder tail blocks --moment certified",
            "  polder tail events --from 0 --count 10 --json"
        })
final class TailCommand implements Callable<Integer> {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    @Mixin
    private AtNode node;

    @Parameters(
            index = "0",
            arity = "0..1",
            defaultValue = "readings",
            paramLabel = "WHAT",
            description = "readings, blocks or events (default: readings)")
    private String what;

    @Option(names = "--chain", paramLabel = "CHAIN", defaultValue = "city", description = "default: city")
    private String chain;

    @Option(names = "--from", paramLabel = "HEIGHT", description = "from this height on (default: what comes now)")
    private Long from;

    @Option(names = "--moment", paramLabel = "MOMENT", defaultValue = "final", description = "final or certified")
    private String moment;

    @Option(names = "--thing", paramLabel = "THING", description = "readings of this thing alone")
    private String thing;

    @Option(names = "--count", paramLabel = "N", description = "end after so many")
    private Long count;

    private String lastId = "";
    private long seen;

    @Override
    public Integer call() {
        String path = path();
        boolean first = true;
        while (count == null || seen < count) {
            try (BufferedReader lines =
                    node.client().lines(path, Optional.of(lastId).filter(id -> !id.isEmpty()))) {
                first = false;
                read(lines);
            } catch (IOException e) {
                node.common().err().println("the connection broke: going on after event " + lastId);
            } catch (Failure e) {
                if (first || e.exitCode() != ExitCodes.UNREACHABLE) throw e;
            }
            if (Thread.currentThread().isInterrupted()) return ExitCodes.DONE;
            if (count == null || seen < count) LockSupport.parkNanos(PAUSE.toNanos());
        }
        return ExitCodes.DONE;
    }

    private String path() {
        String stream = switch (what) {
            case "readings" -> "/readings/stream";
            case "blocks" -> "/blocks/stream";
            case "events" -> "/events";
            default -> throw Failure.usage("expected readings, blocks or events, got " + what, "");
        };
        return "/v1/chains/" + NodeClient.segment(chain) + stream + "?moment=" + NodeClient.segment(moment)
                + (from == null ? "" : "&from=" + from)
                + (thing == null ? "" : "&thing=" + NodeClient.segment(thing));
    }

    private void read(BufferedReader lines) throws IOException {
        String event = "";
        String data = "";
        String id = lastId;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("event: ")) event = line.substring(7);
            else if (line.startsWith("id: ")) id = line.substring(4);
            else if (line.startsWith("data: ")) data = line.substring(6);
            else if (line.isEmpty()) {
                lastId = id;
                if (!data.isEmpty()) tell(event, data);
                if (count != null && seen >= count) return;
                event = "";
                data = "";
            }
        }
    }

    private void tell(String event, String data) {
        JsonNode document = NodeClient.json(data.getBytes(StandardCharsets.UTF_8));
        ObjectNode told = ((ObjectNode) document).put("event", event);
        if (!event.equals("certified")) seen++;
        String line = switch (event) {
            case "reading" -> ReadingsCommand.describe(document);
            case "block" -> BlocksCommand.describe(document);
            case "certified" ->
                "certified up to block " + document.path("height").asLong();
            default ->
                document.path("contract").asText() + " "
                        + document.path("topic").asText() + " " + document.path("data") + "  (block "
                        + document.path("height").asLong() + ")";
        };
        node.common().say(told, line);
    }
}
