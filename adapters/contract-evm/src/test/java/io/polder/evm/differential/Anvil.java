package io.polder.evm.differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;

/// Foundry's node as a process of its own.
final class Anvil implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final int ATTEMPTS = 300;

    private final Process process;
    private final URI uri;
    private final HttpClient client = HttpClient.newHttpClient();

    private Anvil(Process process, int port) {
        this.process = process;
        this.uri = URI.create("http://127.0.0.1:" + port);
    }

    static Anvil start(String executable, String hardfork) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Process process = new ProcessBuilder(executable, "--hardfork", hardfork, "--port", "" + port, "--no-mining")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Anvil anvil = new Anvil(process, port);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                anvil.call("eth_chainId");
                return anvil;
            } catch (ConnectException notYetListening) {
                if (process.waitFor(100, TimeUnit.MILLISECONDS)) break;
            }
        }
        anvil.close();
        throw new IllegalStateException("anvil does not answer");
    }

    JsonNode call(String method, Object... parameters) throws IOException, InterruptedException {
        ObjectNode request =
                MAPPER.createObjectNode().put("jsonrpc", "2.0").put("id", 1).put("method", method);
        request.set("params", MAPPER.valueToTree(parameters));
        HttpRequest post = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(request.toString()))
                .build();
        JsonNode answer = MAPPER.readTree(
                client.send(post, HttpResponse.BodyHandlers.ofString()).body());
        if (answer.has("error")) throw new IllegalStateException(method + ": " + answer.get("error"));
        return answer.get("result");
    }

    @Override
    public void close() {
        client.close();
        process.destroy();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
