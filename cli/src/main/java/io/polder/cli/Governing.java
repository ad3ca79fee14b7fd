package io.polder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.polder.protocol.Call;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.encoding.Cbor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How commands speak with the council: documents that people write, questions, proposals.
final class Governing {
    static final String COUNCIL = "council";
    private static final JsonMapper JSON = new JsonMapper();

    private Governing() {}

    static Cbor text(String text) {
        return Cbor.of(text);
    }

    /// Asks a contract of a chain.
    static JsonNode ask(AtNode node, String chain, String contract, String method, Cbor... arguments) {
        return ask(node.client(), chain, contract, method, arguments);
    }

    private static JsonNode ask(NodeClient client, String chain, String contract, String method, Cbor... arguments) {
        byte[] body = Cbor.array(text(contract), text(method), Cbor.array(arguments))
                .encode()
                .toArray();
        return client.post("/v1/chains/" + NodeClient.segment(chain) + "/query", NodeClient.CBOR_TYPE, body)
                .path("result");
    }

    static JsonNode council(AtNode node, String method, Cbor... arguments) {
        return ask(node, ChainSpec.AUTHORITY, COUNCIL, method, arguments);
    }

    static JsonNode act(Signing signing, String method, Cbor... arguments) {
        return signing.invoke(ChainSpec.AUTHORITY, new Call.Invoke(COUNCIL, method, Cbor.array(arguments)));
    }

    /// Brings a motion in, or only shows what it would change.
    static void propose(Signing signing, boolean preview, Cbor motion) {
        if (preview) {
            JsonNode shown = ask(signing.reading(), ChainSpec.AUTHORITY, COUNCIL, "preview", motion);
            List<String> lines = new ArrayList<>();
            shown.path("changes").forEach(change -> lines.add(change.asText()));
            lines.add("It changes nothing yet: " + shown.path("needs").asText() + ".");
            signing.common().say(shown, lines.toArray(String[]::new));
            return;
        }
        JsonNode answer = act(signing, "propose", motion);
        signing.report(
                answer, "proposal " + answer.path("receipt").path("result").asText());
    }

    /// Reads a JSON file as the ledger keeps it: objects, arrays, texts, whole numbers, true and false.
    static Cbor read(Path file) {
        try {
            return item(JSON.readTree(file.toFile()));
        } catch (IOException e) {
            throw Failure.usage("cannot read " + file + ": " + e.getMessage(), "docs/govern.md shows such a file.");
        }
    }

    private static Cbor item(JsonNode node) {
        if (node.isTextual()) return text(node.textValue());
        if (node.isBoolean()) return Cbor.of(node.booleanValue());
        if (node.isNull()) return Cbor.NULL;
        if (node.canConvertToLong() && node.isIntegralNumber()) return Cbor.of(node.longValue());
        if (node.isArray()) {
            List<Cbor> items = new ArrayList<>();
            node.forEach(each -> items.add(item(each)));
            return Cbor.array(items);
        }
        if (node.isObject()) {
            List<Cbor> pairs = new ArrayList<>();
            node.fieldNames().forEachRemaining(name -> {
                pairs.add(text(name));
                pairs.add(item(node.get(name)));
            });
            return Cbor.map(pairs.toArray(Cbor[]::new));
        }
        throw Failure.usage("expected texts, whole numbers, lists and objects, got " + node, "");
    }
}
