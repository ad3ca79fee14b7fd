package io.polder.evm.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.api.http.Json;
import io.polder.evm.ledger.Wallet;
import io.polder.protocol.Address;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Clock;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

/// Somebody in front of the HTTP door, with whatever headers.
record Visitor(HttpClient client, RpcCity city, Clock clock) {
    static final String BLOCK_NUMBER = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_blockNumber\"}";
    static final String NEWEST =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_getBlockByNumber\",\"params\":[\"latest\",true]}";

    HttpResponse<String> send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + city.host() + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) request.headers(headers);
        return send(request.build());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    static String rpc(String chain) {
        return "/v1/chains/" + chain + "/evm";
    }

    HttpResponse<String> ask(String chain, String token) {
        return send("POST", rpc(chain), NEWEST, "Authorization", "Bearer " + token);
    }

    String challenge(String chain, Wallet wallet) {
        HttpResponse<String> said =
                send("POST", rpc(chain) + "/challenge", "{\"account\":\"" + wallet.account() + "\"}");
        return parse(said).path("message").asText();
    }

    HttpResponse<String> signIn(String chain, String message, byte[] signature) {
        ObjectNode body = Json.object().put("message", message).put("signature", Hex.data(signature));
        return send("POST", rpc(chain) + "/token", Json.text(body));
    }

    /// The token of a wallet that signs as it should.
    String token(String chain, Wallet wallet) {
        String message = challenge(chain, wallet);
        return parse(signIn(chain, message, wallet.signHash(Challenges.hash(message))))
                .path("token")
                .asText();
    }

    /// Asks for a token with a request that is signed as docs/spec/reading.md says.
    HttpResponse<String> signedIn(String chain, Address who, SigningKey key) {
        return send("POST", rpc(chain) + "/token", "{}", signature("POST", rpc(chain) + "/token", "{}", who, key));
    }

    /// The headers by which somebody signs a request.
    String[] signature(String method, String path, String body, Address who, SigningKey key) {
        boolean empty = body.isEmpty();
        String digest = "sha-256=:" + base64(Hash.of(Bytes.utf8(body)).bytes()) + ":";
        String parameters = "(\"@method\" \"@authority\" \"@path\" \"@query\"" + (empty ? "" : " \"content-digest\"")
                + ");created=" + clock.instant().getEpochSecond() + ";keyid=\"" + who + "/"
                + key.publicKey().thumbprint().toHex() + "\"";
        String base = "\"@method\": " + method + "\n\"@authority\": " + city.host() + "\n\"@path\": " + path
                + "\n\"@query\": ?\n" + (empty ? "" : "\"content-digest\": " + digest + "\n")
                + "\"@signature-params\": " + parameters;
        String signature = "polder=:" + base64(key.sign(Bytes.utf8(base))) + ":";
        return empty
                ? new String[] {"Signature-Input", "polder=" + parameters, "Signature", signature}
                : new String[] {
                    "Content-Digest", digest, "Signature-Input", "polder=" + parameters, "Signature", signature
                };
    }

    private static String base64(Bytes bytes) {
        return Base64.getEncoder().encodeToString(bytes.shared());
    }

    static JsonNode parse(HttpResponse<String> response) {
        return Json.parse(Bytes.utf8(response.body()));
    }

    /// What comes over a WebSocket, message by message, and how it was closed.
    static final class Ear implements WebSocket.Listener {
        final BlockingQueue<String> heard = new LinkedBlockingQueue<>(1_000);
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder part = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                heard.add(part.toString());
                part.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status);
            return null;
        }
    }

    CompletableFuture<WebSocket> open(String path, Ear ear, String... headers) {
        WebSocket.Builder socket = client.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) socket.header(headers[i], headers[i + 1]);
        return socket.buildAsync(URI.create("ws://" + city.host() + path), ear);
    }
}
