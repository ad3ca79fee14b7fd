package io.polder.operator;

import io.polder.cli.Failure;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Runs the verifier in a process of its own that has nothing but the verifier and the protocol to load from.
final class VerifierAlone {
    private VerifierAlone() {}

    /// Keeps the proof in the folder and says whether the verifier accepts it for the network of the fingerprint.
    static boolean holds(Bytes proof, Path folder, Hash fingerprint) {
        Path file = folder.resolve("reading.proof");
        String path = Stream.of(io.polder.verifier.Main.class, Bytes.class)
                .map(VerifierAlone::place)
                .collect(Collectors.joining(File.pathSeparator));
        List<String> words = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                path,
                io.polder.verifier.Main.class.getName(),
                file.toString(),
                "--genesis",
                fingerprint.toHex());
        try {
            Files.write(file, proof.shared());
            return new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("verifier.log").toFile())
                            .start()
                            .waitFor()
                    == io.polder.verifier.Main.TRUE;
        } catch (IOException e) {
            throw new Failure(1, "the verifier cannot be run: " + e.getMessage(), "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(1, "interrupted", "");
        }
    }

    private static String place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class path that is no URI", e);
        }
    }
}
