package io.polder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// How a node is.
@Command(
        name = "status",
        description = "show how a node is: services, clusters, chains, peers",
        footer = {"", "Examples:", "  polder status", "  polder status --url http://127.0.0.1:8081 --json"})
final class StatusCommand implements Callable<Integer> {
    /// A peer whose last signature is older than this many rounds is shown in red.
    private static final long BEHIND_ROUNDS = 64;

    @Mixin
    private AtNode node;

    @Override
    public Integer call() {
        JsonNode status = node.client().get("/v1/status");
        List<String> lines = new ArrayList<>();
        lines.add(status.path("node").asText() + " in " + status.path("city").asText() + ", network "
                + status.path("network").asText() + " "
                + status.path("fingerprint").asText());
        boolean up = true;
        for (var service : status.path("services").properties()) {
            boolean serves = service.getValue().asText().equals("UP");
            up &= serves;
            lines.add("  %-22s %s".formatted(service.getKey(), serves ? green("UP") : red("DOWN")));
        }
        for (JsonNode cluster : status.path("clusters")) {
            lines.add("  cluster %s: %s %s, epoch %d, round %d, certified %d, outbox %d"
                    .formatted(
                            cluster.path("cluster").asText(),
                            cluster.at("/engine/name").asText(),
                            cluster.at("/engine/status").asText(),
                            cluster.path("epoch").asLong(),
                            cluster.path("round").asLong(),
                            cluster.path("certifiedRound").asLong(),
                            cluster.path("outbox").asLong()));
            lines.add("    withstands %d of %d cities that lie, %d that are silent"
                    .formatted(
                            cluster.at("/engine/byzantineFaults").asLong(),
                            cluster.at("/engine/members").asLong(),
                            cluster.at("/engine/crashFaults").asLong()));
            for (JsonNode peer : cluster.path("peers"))
                lines.add("    %-20s %s".formatted(peer.path("node").asText(), signed(cluster, peer)));
        }
        for (JsonNode chain : status.path("chains"))
            lines.add("  chain %-14s height %d, certified %d"
                    .formatted(
                            chain.path("chain").asText(),
                            chain.path("height").asLong(),
                            chain.path("certified").asLong()));
        node.common().say(status, lines.toArray(String[]::new));
        return up ? ExitCodes.DONE : ExitCodes.REFUSED;
    }

    private static String signed(JsonNode cluster, JsonNode peer) {
        long round = peer.path("signedRound").asLong(-1);
        String text = round < 0 ? "no signature heard since the start" : "signed up to round " + round;
        return cluster.path("certifiedRound").asLong() - round > BEHIND_ROUNDS ? red(text) : green(text);
    }

    private static String green(String text) {
        return Common.styled("@|green " + text + "|@");
    }

    private static String red(String text) {
        return Common.styled("@|red " + text + "|@");
    }
}
