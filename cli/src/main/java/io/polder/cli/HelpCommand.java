package io.polder.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Help on a command, or on exit codes.
@Command(name = "help", description = "show help on a command, or on `exit-codes`")
final class HelpCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "a command, or exit-codes")
    private String[] path = {};

    @Override
    public Integer call() {
        CommandLine at = spec.parent().commandLine();
        for (String word : path) {
            if (word.equals("exit-codes")) {
                at.getOut().print(ExitCodes.TEXT);
                at.getOut().flush();
                return ExitCodes.DONE;
            }
            CommandLine next = at.getSubcommands().get(word);
            if (next == null)
                throw Failure.usage("there is no command " + String.join(" ", path), "polder help lists them.");
            at = next;
        }
        at.usage(spec.commandLine().getOut());
        return ExitCodes.DONE;
    }
}
