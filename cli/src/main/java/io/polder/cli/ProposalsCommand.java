package io.polder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.protocol.encoding.Cbor;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What is under vote.
@Command(
        name = "proposals",
        description = "list proposals, show the votes, bring into effect what is decided",
        footer = {
            "",
            "Examples:",
            "  polder proposals --chain harbour",
            "  polder proposals show 12",
            "  polder proposals enact 12 --key kiel.key --as org:kiel",
            "  polder proposals withdraw 12 --key berlin.key --as org:berlin"
        })
final class ProposalsCommand implements Callable<Integer> {
    @Mixin
    private AtNode node;

    @Option(names = "--chain", paramLabel = "CHAIN", description = "only of this chain")
    private String chain;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "look at so many (default: 100)")
    private int limit;

    @Override
    public Integer call() {
        Cbor of = chain == null ? Cbor.NULL : Cbor.of(chain);
        JsonNode proposals = Governing.council(node, "proposals", of, Cbor.NULL, Cbor.of(limit));
        if (node.common().json()) node.common().say(proposals);
        else
            for (JsonNode each : proposals)
                node.common()
                        .out()
                        .printf(
                                "%5d  %-10s %-22s %-16s by %s%n",
                                each.path("proposal").asLong(),
                                each.path("state").asText(),
                                each.path("kind").asText(),
                                each.path("chain").asText(),
                                each.path("by").asText());
        return ExitCodes.DONE;
    }

    @Command(name = "show", description = "show a proposal and who voted what")
    int show(@Mixin AtNode at, @Parameters(paramLabel = "NUMBER") long number) {
        JsonNode proposal = Governing.council(at, "proposal", Cbor.of(number));
        if (at.common().json()) at.common().say(proposal);
        else {
            var out = at.common().out();
            out.println("proposal " + number + " on " + proposal.path("chain").asText() + ": "
                    + proposal.path("state").asText()
                    + (proposal.path("needs").isTextual()
                            ? ", " + proposal.path("needs").asText() + ", votes until "
                                    + Instant.ofEpochMilli(proposal.path("ends").asLong())
                            : " since "
                                    + Instant.ofEpochMilli(
                                            proposal.path("since").asLong())));
            out.println(proposal.path("motion").toPrettyString());
            for (JsonNode vote : proposal.path("votes"))
                out.println(
                        vote.path("vote").asText() + "  " + vote.path("member").asText() + "  signed by "
                                + vote.path("by").asText() + "  transaction "
                                + vote.path("transaction").asText());
            out.flush();
        }
        return ExitCodes.DONE;
    }

    @Command(name = "enact", description = "bring into effect what is decided")
    int enact(@Mixin Signing signing, @Parameters(paramLabel = "NUMBER") long number) {
        signing.report(Governing.act(signing, "enact", Cbor.of(number)), "proposal " + number + " enacted");
        return ExitCodes.DONE;
    }

    @Command(name = "withdraw", description = "take back what you have proposed")
    int withdraw(@Mixin Signing signing, @Parameters(paramLabel = "NUMBER") long number) {
        signing.report(Governing.act(signing, "withdraw", Cbor.of(number)), "proposal " + number + " withdrawn");
        return ExitCodes.DONE;
    }
}
