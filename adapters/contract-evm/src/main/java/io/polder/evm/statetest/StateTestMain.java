package io.polder.evm.statetest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// `--fixtures DIR [--json] [--long]`: runs official Ethereum tests and ends with one line of counts.
public final class StateTestMain {
    private static final int USAGE = 2;

    private StateTestMain() {}

    public static void main(String... arguments) {
        System.exit(run(System.out, arguments));
    }

    /// Answers the exit code: 0 if every case passed, 1 if not, 2 if the command is wrong.
    static int run(PrintStream out, String... arguments) {
        List<String> words = List.of(arguments);
        int at = words.indexOf("--fixtures");
        if (at < 0 || at + 1 >= words.size() || !Files.isDirectory(Path.of(words.get(at + 1)))) {
            out.println("expected --fixtures DIR [--json] [--long], got " + String.join(" ", words));
            return USAGE;
        }
        Tally tally = new StateTestRun(Path.of(words.get(at + 1)), words.contains("--long")).run();
        out.println(words.contains("--json") ? json(tally) : text(tally));
        return tally.failures().isEmpty() && tally.passed() > 0 ? 0 : 1;
    }

    private static String json(Tally tally) {
        ObjectNode line = new ObjectMapper().createObjectNode();
        line.put("files", tally.files());
        line.put("passed", tally.passed());
        line.put("failed", tally.failures().size());
        line.put("skipped", tally.skipped());
        line.put("otherForks", tally.otherForks());
        tally.failures().forEach(line.putArray("failures")::add);
        return line.toString();
    }

    private static String text(Tally tally) {
        String counts = "%d files: %d passed, %d failed, %d skipped; %d expectations for other forks"
                .formatted(tally.files(), tally.passed(), tally.failures().size(), tally.skipped(), tally.otherForks());
        return String.join("\n", tally.failures()) + (tally.failures().isEmpty() ? "" : "\n") + counts;
    }
}
