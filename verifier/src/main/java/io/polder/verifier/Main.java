package io.polder.verifier;

import io.polder.protocol.Genesis;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.proof.Finding;
import io.polder.protocol.proof.ProofFile;
import io.polder.protocol.signature.Signatures;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// `polder verify`: checks a proof with the JDK alone, without a node and without a network.
public final class Main {
    public static final int TRUE = 0;
    public static final int FALSE = 1;
    public static final int UNREADABLE = 2;

    private Main() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(arguments, out, err));
    }

    /// Runs one command line and gives its exit code: 0 true, 1 false, 2 unreadable or wrongly called.
    public static int run(String[] arguments, PrintStream out, PrintStream err) {
        Request request;
        try {
            request = Request.of(arguments);
        } catch (Request.Wrong e) {
            err.println("polder verify: " + e.getMessage());
            err.println("Try: polder verify --help");
            return UNREADABLE;
        }
        return switch (request) {
            case Request.Help() -> {
                out.print(Request.HELP);
                yield TRUE;
            }
            case Request.Check check -> {
                Report report = new Report(check.json(), out, err);
                yield verify(check, report);
            }
        };
    }

    private static int verify(Request.Check request, Report report) {
        try {
            ProofFile file = ProofFile.read(read(request.proof(), "the proof", ProofFile.TEXT_MAX));
            Finding finding = switch (request.genesis()) {
                case Request.Known.Fingerprint(Hash id) -> {
                    if (file.genesis().isEmpty())
                        throw new Malformed(
                                "a genesis inside the proof", "a compact proof: give the genesis file, --genesis FILE");
                    yield file.check(id, Signatures.jdk());
                }
                case Request.Known.InFile(String path) ->
                    file.check(Genesis.decode(read(path, "the genesis", Genesis.BYTES_MAX)), Signatures.jdk());
            };
            return report.found(finding);
        } catch (Malformed e) {
            return report.unreadable(String.valueOf(e.getMessage()));
        }
    }

    /// Reads a file, or the standard input for a hyphen.
    private static Bytes read(String path, String what, int max) {
        try (InputStream in = path.equals("-") ? System.in : Files.newInputStream(Path.of(path))) {
            byte[] bytes = in.readNBytes(max + 1);
            if (bytes.length > max) throw new Malformed(what + " in at most " + max + " bytes", "more");
            return Bytes.wrap(bytes);
        } catch (IOException | InvalidPathException e) {
            throw new Malformed(what + " in the file " + path, "a file that cannot be read");
        }
    }
}
