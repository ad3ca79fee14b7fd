package io.polder.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.polder.protocol.Domain;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// The version of this program.
@Command(name = "version", description = "show the version")
final class VersionCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Override
    public Integer call() {
        String version = Optional.ofNullable(VersionCommand.class.getPackage().getImplementationVersion())
                .orElse("development");
        common.say(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("version", version)
                        .put("format", Domain.FORMAT)
                        .put("java", Runtime.version().toString()),
                "polder " + version + ", format " + Domain.FORMAT + ", Java " + Runtime.version());
        return ExitCodes.DONE;
    }
}
