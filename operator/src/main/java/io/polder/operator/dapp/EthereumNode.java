package io.polder.operator.dapp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.cli.ExitCodes;
import io.polder.cli.Failure;
import io.polder.cli.NodeClient;
import io.polder.evm.word.Word;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/// Ethereum's JSON-RPC of one chain at a node.
final class EthereumNode {
    private final NodeClient client;
    private final String path;

    /// Why a request has no result.
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private static final int REVERTED = 3;

        private final int code;
        private final String data;

        private Refused(JsonNode error) {
            super(error.path("message").asText("no reason"));
            this.code = error.path("code").asInt();
            this.data = error.path("data").asText("");
        }

        boolean isRevert() {
            return code == REVERTED;
        }

        /// What the contract left: `0x` and digits, or nothing.
        String data() {
            return data;
        }
    }

    EthereumNode(NodeClient client, String chain) {
        this.client = client;
        this.path = "/v1/chains/" + NodeClient.segment(chain) + "/evm";
    }

    String url() {
        return client.url() + path;
    }

    /// The result; an error of JSON-RPC is `Refused`.
    JsonNode ask(String method, Object... parameters) {
        ObjectNode request = JsonNodeFactory.instance
                .objectNode()
                .put("jsonrpc", "2.0")
                .put("id", 1)
                .put("method", method);
        for (Object each : parameters)
            if (each instanceof JsonNode node) request.withArray("params").add(node);
            else request.withArray("params").add(each.toString());
        JsonNode answer =
                client.post(path, NodeClient.JSON_TYPE, request.toString().getBytes(StandardCharsets.UTF_8));
        if (answer.has("error")) throw new Refused(answer.path("error"));
        return answer.path("result");
    }

    Word quantity(String method, Object... parameters) {
        String text = ask(method, parameters).asText();
        if (!text.matches("0x[0-9a-f]{1,64}"))
            throw new Failure(
                    ExitCodes.REFUSED, method + ": expected a number, got \"" + text + "\"", "Is the URL right?");
        return Word.of(new BigInteger(text.substring(2), 16));
    }
}
