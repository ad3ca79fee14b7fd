package io.polder.cli;

import io.polder.protocol.Address;
import io.polder.protocol.encoding.Malformed;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options of commands that speak with a node.
public final class AtNode {
    @Mixin
    private Common common;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "the node (default: POLDER_URL, the profile, or " + NodeClient.DEFAULT_URL + ")")
    private String url;

    @Option(names = "--operator-token", paramLabel = "TOKEN", description = "or POLDER_OPERATOR_TOKEN, or the profile")
    private String operatorToken;

    @Option(names = "--read-as", paramLabel = "ADDRESS", description = "sign requests as this one, to read as a member")
    private String readAs;

    @Option(names = "--read-key", paramLabel = "FILE", description = "the key that signs requests")
    private Path readKey;

    Common common() {
        return common;
    }

    NodeClient client() {
        Profile profile = common.profile();
        String at = first(url, System.getenv("POLDER_URL"), profile.url()).orElse(NodeClient.DEFAULT_URL);
        return new NodeClient(at, token(), reader());
    }

    private Optional<Reader> reader() {
        if (readAs == null && readKey == null) return Optional.empty();
        if (readAs == null || readKey == null)
            throw Failure.usage("--read-as and --read-key belong together", "Give both, or neither.");
        try {
            return Optional.of(new Reader(Address.parse(readAs), SecretFile.readKey(readKey)));
        } catch (Malformed e) {
            throw Failure.usage("--read-as: " + e.getMessage(), "");
        }
    }

    Optional<String> token() {
        return first(
                operatorToken,
                System.getenv("POLDER_OPERATOR_TOKEN"),
                common.profile().operatorToken());
    }

    private static Optional<String> first(String option, String variable, Optional<String> profile) {
        if (option != null) return Optional.of(option);
        if (variable != null && !variable.isEmpty()) return Optional.of(variable);
        return profile;
    }
}
