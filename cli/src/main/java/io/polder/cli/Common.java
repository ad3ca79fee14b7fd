package io.polder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The options that all commands have, and how they write: for people, or one JSON document a line with `--json`.
public final class Common {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--json", description = "write JSON, one document a line")
    private boolean json;

    @Option(names = "--home", paramLabel = "DIR", description = "profile and keys (default: ~/.polder)")
    private Path home;

    public boolean json() {
        return json;
    }

    public Profile profile() {
        return Profile.load(home());
    }

    public Path home() {
        return home != null ? home : Path.of(System.getProperty("user.home"), ".polder");
    }

    public PrintWriter out() {
        return spec.commandLine().getOut();
    }

    public PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /// Writes the document with `--json`, else the lines.
    public void say(JsonNode document, String... lines) {
        if (json) out().println(document);
        else for (String line : lines) out().println(line);
        out().flush();
    }

    /// Picocli markup such as `@|green done|@`: colours on a terminal, plain text elsewhere.
    public static String styled(String text) {
        return Ansi.AUTO.string(text);
    }
}
