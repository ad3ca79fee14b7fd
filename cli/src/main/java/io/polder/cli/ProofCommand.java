package io.polder.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.polder.protocol.encoding.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Fetches proofs, to be checked without trusting any node.
@Command(
        name = "proof",
        description = "fetch a proof of a transaction, a reading or an entry of a contract's state",
        footer = {
            "",
            "Examples:",
            "  polder proof tx ID -o a.proof",
            "  polder proof reading ID 17 -o reading.proof",
            "  polder verify reading.proof --genesis FINGERPRINT"
        })
final class ProofCommand {
    private static final Duration STEP = Duration.ofMillis(250);

    /// Where the proof goes, and how long to wait for its certificate.
    static final class Into {
        @Option(names = "--chain", paramLabel = "CHAIN", defaultValue = "city", description = "default: city")
        private String chain;

        @Option(
                names = {"-o", "--output"},
                paramLabel = "FILE",
                description = "default: polder.proof",
                defaultValue = "polder.proof")
        private Path file;

        @Option(
                names = "--timeout",
                paramLabel = "S",
                defaultValue = "10",
                description = "seconds to wait until it is certified (default: 10)")
        private int timeout;
    }

    @Command(name = "tx", description = "prove a transaction and what became of it")
    int transaction(@Mixin AtNode node, @Mixin Into into, @Parameters(paramLabel = "ID") String id) {
        return fetch(node, into, "transactions/" + NodeClient.segment(id));
    }

    @Command(name = "reading", description = "prove one reading of a frame or batch")
    int reading(
            @Mixin AtNode node,
            @Mixin Into into,
            @Parameters(paramLabel = "ID", description = "the transaction") String id,
            @Parameters(paramLabel = "INDEX", description = "the reading's place in it, from 0") int index) {
        return fetch(node, into, "readings/" + NodeClient.segment(id) + "/" + index);
    }

    @Command(name = "state", description = "prove what a contract's state holds under a key, or that it holds nothing")
    int state(
            @Mixin AtNode node,
            @Mixin Into into,
            @Parameters(paramLabel = "CONTRACT") String contract,
            @Parameters(paramLabel = "KEY", description = "the contract's own key") String key,
            @Option(
                            names = "--encoding",
                            paramLabel = "E",
                            defaultValue = "text",
                            description = "text, hex or base64url (default: text)")
                    String encoding) {
        return fetch(
                node,
                into,
                "state/" + NodeClient.segment(contract) + "/" + NodeClient.segment(key) + "?encoding="
                        + NodeClient.segment(encoding));
    }

    private static int fetch(AtNode node, Into into, String what) {
        String path = "/v1/chains/" + NodeClient.segment(into.chain) + "/proofs/" + what;
        Bytes proof = certified(
                node.client(),
                path,
                System.nanoTime() + Duration.ofSeconds(into.timeout).toNanos());
        try {
            Files.write(into.file, proof.shared());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + into.file, e);
        }
        node.common()
                .say(
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("file", into.file.toString())
                                .put("bytes", proof.size()),
                        into.file + ": " + proof.size() + " bytes",
                        "check it: polder verify " + into.file + " --genesis FINGERPRINT");
        return ExitCodes.DONE;
    }

    private static Bytes certified(NodeClient client, String path, long end) {
        while (true) {
            try {
                return client.getCbor(path);
            } catch (Failure e) {
                if (e.exitCode() != ExitCodes.TRY_LATER || System.nanoTime() >= end) throw e;
                LockSupport.parkNanos(STEP.toNanos());
            }
        }
    }
}
