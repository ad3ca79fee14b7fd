package io.polder.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Checks a proof: hands the words to the verifier, which needs nothing but the JDK and asks nobody.
@Command(
        name = "verify",
        description = "check a proof without trusting any node",
        footer = {
            "",
            "Exit code 0: it holds; 1: it does not; 2: it cannot be read.",
            "",
            "Examples:",
            "  polder verify reading.proof --genesis genesis.cbor",
            "  polder verify reading.proof --genesis FINGERPRINT"
        })
final class VerifyCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Parameters(paramLabel = "PROOF", description = "the proof's file, or - for the standard input")
    private String file;

    @Option(
            names = "--genesis",
            required = true,
            paramLabel = "FINGERPRINT|FILE",
            description = "the network you trust: its fingerprint or its genesis file")
    private String genesis;

    @Override
    public Integer call() {
        List<String> words = new ArrayList<>(List.of(file, "--genesis", genesis));
        if (common.json()) words.add("--json");
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code = io.polder.verifier.Main.run(
                words.toArray(String[]::new),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8));
        tell(common.out(), out);
        tell(common.err(), err);
        return code;
    }

    private static void tell(PrintWriter to, ByteArrayOutputStream text) {
        to.print(text.toString(StandardCharsets.UTF_8));
        to.flush();
    }
}
