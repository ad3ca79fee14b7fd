package io.polder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.protocol.encoding.Cbor;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Says yes or no.
@Command(
        name = "vote",
        description = "vote on a proposal, or let another member vote for you",
        footer = {
            "",
            "Examples:",
            "  polder vote 12 yes --key hamburg.key --as org:hamburg",
            "  polder vote --delegate berlin --chain harbour",
            "  polder vote --delegate none --chain harbour"
        })
final class VoteCommand implements Callable<Integer> {
    @Mixin
    private Signing signing;

    @Parameters(index = "0", arity = "0..1", paramLabel = "NUMBER", description = "the proposal")
    private Long number;

    @Parameters(index = "1", arity = "0..1", paramLabel = "VOTE", description = "yes, no or abstain")
    private String vote;

    @Option(names = "--delegate", paramLabel = "MEMBER", description = "who votes for you; none: nobody any more")
    private String delegate;

    @Option(names = "--chain", paramLabel = "CHAIN", description = "on which chain the delegate votes")
    private String chain;

    @Override
    public Integer call() {
        if (delegate != null && chain != null) {
            Cbor to = delegate.equals("none") ? Cbor.NULL : Cbor.of(delegate);
            JsonNode answer = Governing.act(signing, "delegate", Cbor.of(chain), to);
            String who = delegate.equals("none") ? "you vote yourself" : delegate + " votes for you";
            signing.report(answer, who + " on " + chain);
            return ExitCodes.DONE;
        }
        if (number == null || vote == null)
            throw Failure.usage("expected a proposal and yes, no or abstain", "Such as: polder vote 12 yes");
        JsonNode answer = Governing.act(signing, "vote", Cbor.of(number), Cbor.of(vote));
        signing.report(answer, "voted " + vote + " on proposal " + number);
        return ExitCodes.DONE;
    }
}
