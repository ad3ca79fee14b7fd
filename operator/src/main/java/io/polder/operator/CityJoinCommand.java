package io.polder.operator;

import io.polder.cli.Common;
import io.polder.cli.Failure;
import io.polder.home.CityHome;
import io.polder.protocol.Genesis;
import io.polder.protocol.Roster;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.proof.Handover;
import io.polder.protocol.signature.Signatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Puts the genesis of a running network into the folder of a city that joins it.
@Command(
        name = "join",
        description = "at the city that joins: take the network's genesis; then start the node",
        footer = {
            "",
            "The fingerprint comes from somebody you trust, not with the file.",
            "The node takes the blocks from the other cities, and takes part from the epoch that the vote begins.",
            "",
            "Example:",
            "  polder init --city bremen --public-address polder.bremen.example:7400",
            "  polder city join --dir bremen --genesis genesis.cbor --fingerprint 3f2a...",
            "  polder node --dir bremen"
        })
final class CityJoinCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "this city's folder")
    private Path folder;

    @Option(
            names = "--genesis",
            required = true,
            paramLabel = "FILE",
            description = "a member's genesis.cbor, or what GET /v1/genesis gives")
    private Path genesis;

    @Option(names = "--fingerprint", required = true, paramLabel = "HEX", description = "the network's")
    private String fingerprint;

    @Option(
            names = "--handovers",
            paramLabel = "FILE",
            description =
                    "a member's handovers.cbor: how the roster came to be since; needed when the founders' keys or"
                            + " addresses have changed")
    private Path handovers;

    @Override
    public Integer call() {
        CityHome home = new CityHome(folder);
        if (!Files.exists(home.cardFile())) throw Failure.usage(folder + " holds no city", "polder init --help");
        if (Files.exists(home.genesisFile()))
            throw Failure.usage(folder + " is in a network already", "take another folder for another network");
        try {
            Bytes bytes = Bytes.wrap(Files.readAllBytes(genesis));
            Genesis found = Genesis.decode(bytes);
            if (!found.id().toHex().equals(fingerprint))
                throw Failure.usage(
                        "expected the fingerprint " + fingerprint + ", got "
                                + found.id().toHex(),
                        "ask for the genesis of the right network");
            if (handovers != null) home.keep(proven(found));
            Files.write(home.genesisFile(), bytes.toArray());
            common.say(
                    Json.object().put("network", found.name()).put("fingerprint", fingerprint),
                    "Took the genesis of " + found.name() + ".",
                    "Once the members have voted on " + home.cardFile() + ": polder node --dir " + folder);
            return 0;
        } catch (IOException e) {
            throw Failure.usage("cannot read " + genesis + " or write to " + folder, "");
        } catch (Malformed e) {
            throw Failure.usage(
                    genesis + " is no genesis, or the hand-overs are none of it: " + e.getMessage(),
                    "ask a member for its genesis.cbor and handovers.cbor");
        }
    }

    private List<Handover> proven(Genesis found) throws IOException {
        List<Handover> all = Handover.listOf(Cbor.decode(Bytes.wrap(Files.readAllBytes(handovers))));
        Roster before = found.roster();
        for (Handover next : all) {
            Optional<String> fault = next.fault(found.id(), before, Signatures.jdk());
            if (fault.isPresent()) throw new Malformed("hand-overs from the genesis on", fault.get());
            before = next.roster();
        }
        return all;
    }
}
