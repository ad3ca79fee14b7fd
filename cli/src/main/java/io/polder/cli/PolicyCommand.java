package io.polder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.protocol.encoding.Cbor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Who may do what.
@Command(
        name = "policy",
        description = "show who may do what on a chain",
        footer = {"", "Examples:", "  polder policy show harbour", "  polder policy may harbour org:oslo invoke kv save"
        })
final class PolicyCommand {
    @Command(name = "show", description = "show the policy of a chain")
    int show(@Mixin AtNode node, @Parameters(paramLabel = "CHAIN") String chain) {
        JsonNode policy = Governing.council(node, "charter", Cbor.of(chain)).path("policy");
        node.common().say(policy, policy.toPrettyString());
        return ExitCodes.DONE;
    }

    @Command(name = "may", description = "say whether somebody may do something")
    int may(
            @Mixin AtNode node,
            @Parameters(paramLabel = "CHAIN") String chain,
            @Parameters(paramLabel = "ADDRESS") String who,
            @Parameters(paramLabel = "KIND", description = "deploy, invoke, query or event") String act,
            @Parameters(paramLabel = "CONTRACT") String contract,
            @Parameters(paramLabel = "METHOD") String method) {
        JsonNode may = Governing.council(
                node, "may", Cbor.of(chain), Cbor.of(who), Cbor.of(act), Cbor.of(contract), Cbor.of(method));
        node.common().say(may, may.asBoolean() ? "yes" : "no");
        return ExitCodes.DONE;
    }
}
