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

    public Common common() {
        return common;
    }

    /// The node that the options, the environment or the profile name.
    public NodeClient client() {
        return new NodeClient(url(), token(), reader());
    }

    private String url() {
        return first(url, System.getenv("POLDER_URL"), common.profile().url()).orElse(NodeClient.DEFAULT_URL);
    }

    /// Who reads: whom the options name, else whom the profile names, if the network can know it by name.
    private Optional<Reader> reader() {
        if (readAs == null && readKey == null) {
            Optional<String> as = common.profile().as().filter(a -> !a.startsWith("key:"));
            Optional<Path> key = common.profile().key();
            return as.isPresent() && key.isPresent() ? Optional.of(reader(as.get(), key.get())) : Optional.empty();
        }
        if (readAs == null || readKey == null)
            throw Failure.usage("--read-as and --read-key belong together", "Give both, or neither.");
        return Optional.of(reader(readAs, readKey));
    }

    private static Reader reader(String as, Path key) {
        try {
            return new Reader(Address.parse(as), SecretFile.readKey(key));
        } catch (Malformed e) {
            throw Failure.usage("--read-as: " + e.getMessage(), "");
        }
    }

    /// The same node, asked in the name of who signs.
    NodeClient client(Reader as) {
        return new NodeClient(url(), token(), Optional.of(as));
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
