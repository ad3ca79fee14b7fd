package io.polder.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What need not be said each time.
@Command(
        name = "profile",
        description = "keep what need not be said each time: node, key, network",
        footer = {
            "",
            "Examples:",
            "  polder profile                      show what is kept",
            "  polder profile --url http://127.0.0.1:8080 --key hamburg.key --as org:hamburg"
        })
final class ProfileCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Option(names = "--url", paramLabel = "URL", description = "the node")
    private String url;

    @Option(names = "--key", paramLabel = "FILE", description = "the key that signs")
    private Path key;

    @Option(names = "--as", paramLabel = "ADDRESS", description = "whose key it is, such as org:hamburg")
    private String as;

    @Option(names = "--genesis", paramLabel = "FINGERPRINT", description = "the network's fingerprint")
    private String genesis;

    @Option(names = "--operator-token", paramLabel = "TOKEN", description = "the token of the node's operator")
    private String operatorToken;

    @Override
    public Integer call() {
        Profile before = common.profile();
        Profile after = new Profile(
                Optional.ofNullable(url).or(before::url),
                Optional.ofNullable(key).map(Path::toAbsolutePath).or(before::key),
                Optional.ofNullable(as).or(before::as),
                Optional.ofNullable(genesis).or(before::genesis),
                Optional.ofNullable(operatorToken).or(before::operatorToken));
        if (!after.equals(before)) after.save(common.home());
        var shown = after.toJson();
        if (shown.has("operatorToken")) shown.put("operatorToken", "(kept)");
        common.say(shown, shown.isEmpty() ? "nothing is kept yet" : shown.toPrettyString());
        return ExitCodes.DONE;
    }
}
