package io.polder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.protocol.Call;
import io.polder.protocol.encoding.Cbor;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Texts under keys.
@Command(
        name = "kv",
        description = "keep and read texts under keys",
        footer = {
            "",
            "Examples:",
            "  polder kv save river/limit 4.20 --key hamburg.key",
            "  polder kv get river/limit",
            "  polder kv range --from river/ --to river0"
        })
final class KvCommand {
    @Command(name = "get", description = "show what is kept under a key")
    int get(@Mixin AtNode node, @Mixin OnChain on, @Parameters(paramLabel = "KEY") String key) {
        JsonNode entry = node.client().get(on.path(key));
        node.common().say(entry, text(entry.path("value")));
        return ExitCodes.DONE;
    }

    @Command(name = "save", description = "keep a text under a new key")
    int save(
            @Mixin Signing signing,
            @Mixin OnChain on,
            @Parameters(paramLabel = "KEY") String key,
            @Parameters(paramLabel = "VALUE") String value) {
        return change(signing, on, "save", key, Cbor.array(Cbor.of(key), Cbor.of(value)));
    }

    @Command(name = "update", description = "change what you have saved")
    int update(
            @Mixin Signing signing,
            @Mixin OnChain on,
            @Parameters(paramLabel = "KEY") String key,
            @Parameters(paramLabel = "VALUE") String value) {
        return change(signing, on, "update", key, Cbor.array(Cbor.of(key), Cbor.of(value)));
    }

    @Command(name = "remove", description = "remove what you have saved; its history stays")
    int remove(@Mixin Signing signing, @Mixin OnChain on, @Parameters(paramLabel = "KEY") String key) {
        return change(signing, on, "remove", key, Cbor.array(Cbor.of(key)));
    }

    private static int change(Signing signing, OnChain on, String method, String key, Cbor arguments) {
        JsonNode answer = signing.invoke(on.chain, new Call.Invoke("kv", method, arguments));
        signing.report(answer, key + (method.endsWith("e") ? " " + method + "d" : ""));
        return ExitCodes.DONE;
    }

    @Command(name = "history", description = "show what a key has held, the newest first")
    int history(
            @Mixin AtNode node,
            @Mixin OnChain on,
            @Parameters(paramLabel = "KEY") String key,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "default: 100")
                    int limit) {
        JsonNode page = node.client().get(on.path(key) + "/history?limit=" + limit);
        if (node.common().json()) node.common().say(page);
        else
            for (JsonNode past : page.path("history"))
                node.common()
                        .out()
                        .println(Instant.ofEpochMilli(past.path("time").asLong()) + "  block "
                                + past.path("height").asLong() + "  "
                                + (past.path("value").isNull() ? "(removed)" : text(past.path("value"))));
        return ExitCodes.DONE;
    }

    @Command(name = "range", description = "list keys from one to before another")
    int range(
            @Mixin AtNode node,
            @Mixin OnChain on,
            @Option(names = "--from", paramLabel = "KEY", description = "from this key on") String from,
            @Option(names = "--to", paramLabel = "KEY", description = "before this key") String to,
            @Option(names = "--reverse", description = "the last first") boolean reverse,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "default: 100")
                    int limit) {
        String query = "?limit=" + limit + "&reverse=" + reverse
                + (from == null ? "" : "&from=" + NodeClient.segment(from))
                + (to == null ? "" : "&to=" + NodeClient.segment(to));
        JsonNode page = node.client().get("/v1/chains/" + NodeClient.segment(on.chain) + "/kv" + query);
        if (node.common().json()) node.common().say(page);
        else
            for (JsonNode entry : page.path("entries"))
                node.common().out().println(entry.path("key").asText() + "\t" + text(entry.path("value")));
        return ExitCodes.DONE;
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : value.toString();
    }

    /// Which chain.
    static final class OnChain {
        @Option(names = "--chain", paramLabel = "CHAIN", defaultValue = "city", description = "default: city")
        private String chain;

        private String path(String key) {
            return "/v1/chains/" + NodeClient.segment(chain) + "/kv/" + NodeClient.segment(key);
        }
    }
}
