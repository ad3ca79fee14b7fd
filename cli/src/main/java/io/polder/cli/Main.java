package io.polder.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/// The command line of Polder: `polder help` lists the commands.
@Command(
        name = "polder",
        description = "an open Blockchain of Things service network",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Every command takes --json and --help; `polder help exit-codes` says what exit codes mean.",
            "",
            "Examples:",
            "  polder up                              start four cities on this machine",
            "  polder status                          how a node is",
            "  polder key create hamburg.key          a key of your own",
            "  polder kv save a b --key hamburg.key   keep a text",
            "  polder tail                            readings as they come"
        })
public final class Main {
    private static final int WIDTH = 100;

    private Main() {}

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, arguments));
    }

    /// Runs one command and returns its exit code.
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine polder = new CommandLine(new Main());
        List<Object> own = List.of(
                new StatusCommand(),
                new ThingCommand(),
                new SendCommand(),
                new ReadingsCommand(),
                new KvCommand(),
                new ChainCommand(),
                new CityCommand(),
                new ProposeCommand(),
                new VoteCommand(),
                new ProposalsCommand(),
                new PolicyCommand(),
                new MeterCommand(),
                new BlocksCommand(),
                new TxCommand(),
                new TailCommand(),
                new ProofCommand(),
                new VerifyCommand(),
                new KeyCommand(),
                new CaCommand(),
                new PersonCommand(),
                new ProfileCommand(),
                new VersionCommand(),
                new HelpCommand());
        for (CommandProvider provider : ServiceLoader.load(CommandProvider.class))
            provider.commands().forEach(polder::addSubcommand);
        own.forEach(polder::addSubcommand);
        for (CommandProvider provider : ServiceLoader.load(CommandProvider.class))
            provider.cityCommands().forEach(polder.getSubcommands().get("city")::addSubcommand);
        withHelp(polder);
        polder.setOut(out)
                .setErr(err)
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(WIDTH)
                .setExecutionExceptionHandler(Main::failed)
                .setParameterExceptionHandler(Main::misused);
        return polder.execute(arguments.length == 0 ? new String[] {"help"} : arguments);
    }

    private static void withHelp(CommandLine command) {
        boolean has = command.getCommandSpec().findOption("--help") != null;
        if (!has)
            command.getCommandSpec()
                    .addOption(CommandLine.Model.OptionSpec.builder("-h", "--help")
                            .usageHelp(true)
                            .type(boolean.class)
                            .arity("0")
                            .description("show this help")
                            .build());
        command.getSubcommands().values().forEach(Main::withHelp);
    }

    private static int failed(Exception thrown, CommandLine command, ParseResult parsed) {
        if (thrown instanceof Failure failure) return tell(command, failure, asked(parsed));
        command.getErr().println("polder itself is wrong, please report this:");
        thrown.printStackTrace(command.getErr());
        return ExitCodes.INTERNAL;
    }

    private static int misused(CommandLine.ParameterException thrown, String[] arguments) {
        CommandLine command = thrown.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        String message = String.valueOf(thrown.getMessage());
        if (command.getParseResult() == null && message.startsWith("Missing required subcommand"))
            message = "expected a command of " + name;
        return tell(
                command,
                Failure.usage(message, "`" + name + " --help` shows options and examples."),
                List.of(arguments).contains("--json"));
    }

    private static boolean asked(ParseResult parsed) {
        for (ParseResult at = parsed; at != null; at = at.hasSubcommand() ? at.subcommand() : null)
            if (at.hasMatchedOption("--json")) return true;
        return false;
    }

    private static int tell(CommandLine command, Failure failure, boolean json) {
        PrintWriter err = command.getErr();
        if (json) {
            ObjectNode node = JsonNodeFactory.instance
                    .objectNode()
                    .put("error", failure.getMessage())
                    .put("exitCode", failure.exitCode())
                    .put("next", failure.next());
            err.println(node);
        } else {
            err.println("polder: " + failure.getMessage());
            if (!failure.next().isEmpty()) err.println("  " + failure.next());
        }
        err.flush();
        return failure.exitCode();
    }
}
