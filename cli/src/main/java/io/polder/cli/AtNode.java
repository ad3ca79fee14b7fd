package io.polder.cli;

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

    Common common() {
        return common;
    }

    NodeClient client() {
        Profile profile = common.profile();
        String at = first(url, System.getenv("POLDER_URL"), profile.url()).orElse(NodeClient.DEFAULT_URL);
        return new NodeClient(at, token());
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
