package io.polder.operator;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/// Speaks to one city's HTTP door.
final class CityClient {
    private static final Duration PATIENCE = Duration.ofSeconds(75);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final String base;

    CityClient(String base) {
        this.base = base;
    }

    /// A city's answer.
    record Answer(int status, byte[] body) {
        boolean good() {
            return status / 100 == 2;
        }

        JsonNode json() {
            return Json.parse(Bytes.wrap(body).toUtf8());
        }
    }

    /// Empty when the city does not answer.
    Optional<Answer> get(String path, String accept) {
        return send(request(path).header("Accept", accept).GET());
    }

    Optional<Answer> get(String path) {
        return get(path, "application/json");
    }

    /// Submits and waits until the transaction is final here.
    Optional<Answer> submit(String chain, Transaction transaction) {
        return send(request("/v1/chains/" + chain + "/transactions?wait=final&timeout=60000")
                .header("Content-Type", "application/cbor")
                .POST(HttpRequest.BodyPublishers.ofByteArray(transaction.wire().shared())));
    }

    Optional<Answer> post(String path, String json, String token) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /// A signed frame at the door for devices; the signature stands for itself.
    Optional<Answer> uplink(String chain, String thing, Bytes frame) {
        return send(request("/v1/device/" + chain + "/" + thing + "/frame")
                .header("Content-Type", "application/cbor")
                .POST(HttpRequest.BodyPublishers.ofByteArray(frame.toArray())));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE);
    }

    private Optional<Answer> send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return Optional.of(new Answer(response.statusCode(), response.body()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
