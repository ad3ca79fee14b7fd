package io.polder.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.protocol.Genesis;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.proof.Finding;
import io.polder.protocol.proof.Proof;
import io.polder.protocol.proof.ProofCheck;
import io.polder.protocol.signature.Signatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Checks a proof. With a fingerprint the genesis comes from the home folder or the node, and must hash to it; nothing
/// else is taken from a node.
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
    private AtNode node;

    @Parameters(paramLabel = "PROOF", description = "the proof's file")
    private Path file;

    @Option(
            names = "--genesis",
            required = true,
            paramLabel = "FINGERPRINT|FILE",
            description = "the network you trust: its fingerprint or its genesis file")
    private String genesis;

    @Override
    public Integer call() {
        Genesis trusted = trusted();
        Proof proof = read(file, Proof::decode);
        Finding finding = new ProofCheck(trusted.id(), trusted.roster(), Signatures.jdk()).check(proof);
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        return switch (finding) {
            case Finding.Holds holds -> {
                node.put("holds", true).put("sentence", holds.sentence());
                node.put("senderSignature", holds.sender().name().toLowerCase(java.util.Locale.ROOT));
                this.node
                        .common()
                        .say(
                                node,
                                Common.styled("@|green The proof holds:|@ ") + holds.sentence(),
                                "It proves who said it and who signed for it, not that what was said is true.");
                yield ExitCodes.DONE;
            }
            case Finding.Fails(String step, String expected, String got) -> {
                node.put("holds", false)
                        .put("step", step)
                        .put("expected", expected)
                        .put("got", got);
                this.node
                        .common()
                        .say(
                                node,
                                Common.styled("@|red The proof does not hold.|@ ") + step + ": expected " + expected
                                        + ", got " + got);
                yield ExitCodes.REFUSED;
            }
        };
    }

    private Genesis trusted() {
        if (!genesis.matches("[0-9a-f]{64}")) return read(Path.of(genesis), Genesis::decode);
        Path kept = node.common().home().resolve("genesis.cbor");
        Genesis found = Files.exists(kept)
                ? read(kept, Genesis::decode)
                : Genesis.decode(node.client().getCbor("/v1/genesis"));
        if (!found.id().toHex().equals(genesis))
            throw Failure.usage(
                    "expected the genesis of " + genesis + ", got that of " + found.id(),
                    "Give the genesis file itself: --genesis FILE");
        return found;
    }

    private static <T> T read(Path file, java.util.function.Function<Bytes, T> decode) {
        try {
            return decode.apply(Bytes.wrap(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw Failure.usage("cannot read " + file + ": " + e.getMessage(), "");
        } catch (Malformed e) {
            throw Failure.usage(file + " is not what it should be: " + e.getMessage(), "");
        }
    }
}
