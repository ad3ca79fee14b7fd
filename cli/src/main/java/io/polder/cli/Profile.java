package io.polder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What a user need not say each time: the node's URL, the key and whose it is, the network's fingerprint and the
/// operator's token. Kept in `profile.json` of the home folder, readable by its owner alone.
public record Profile(
        Optional<String> url,
        Optional<Path> key,
        Optional<String> as,
        Optional<String> genesis,
        Optional<String> operatorToken) {
    public static final Profile EMPTY =
            new Profile(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    private static final String FILE = "profile.json";
    private static final JsonMapper JSON = new JsonMapper();

    public static Profile load(Path home) {
        Path file = home.resolve(FILE);
        if (!Files.exists(file)) return EMPTY;
        try {
            JsonNode node = JSON.readTree(file.toFile());
            return new Profile(
                    text(node, "url"),
                    text(node, "key").map(Path::of),
                    text(node, "as"),
                    text(node, "genesis"),
                    text(node, "operatorToken"));
        } catch (IOException e) {
            throw Failure.usage("cannot read " + file + ": " + e.getMessage(), "Mend or remove the file.");
        }
    }

    private static Optional<String> text(JsonNode node, String name) {
        return Optional.ofNullable(node.get(name)).filter(JsonNode::isTextual).map(JsonNode::textValue);
    }

    public Path save(Path home) {
        Path file = home.resolve(FILE);
        SecretFile.write(file, (toJson() + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8), true);
        return file;
    }

    ObjectNode toJson() {
        ObjectNode node = JSON.createObjectNode();
        url.ifPresent(u -> node.put("url", u));
        key.ifPresent(k -> node.put("key", k.toString()));
        as.ifPresent(a -> node.put("as", a));
        genesis.ifPresent(g -> node.put("genesis", g));
        operatorToken.ifPresent(t -> node.put("operatorToken", t));
        return node;
    }
}
