package io.polder.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.polder.protocol.encoding.Bytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// Speaks HTTP with one node. What the node refuses becomes a `Failure` with the node's own words.
public final class NodeClient {
    public static final String DEFAULT_URL = "http://127.0.0.1:8080";
    public static final String JSON_TYPE = "application/json";
    static final String CBOR_TYPE = "application/cbor";
    private static final JsonMapper JSON = new JsonMapper();
    private static final byte[] NOTHING = {};
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final String url;
    private final Optional<String> token;
    private final Optional<Reader> reader;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    public NodeClient(String url, Optional<String> token) {
        this(url, token, Optional.empty());
    }

    NodeClient(String url, Optional<String> token, Optional<Reader> reader) {
        this.reader = reader;
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.token = token;
        if (!url.matches("https?://.+"))
            throw Failure.usage("expected a URL such as " + DEFAULT_URL + ", got " + url, "");
    }

    /// Where the node is, without a slash at the end.
    public String url() {
        return url;
    }

    /// One segment of a path.
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// What is at the path; a refusal of the node is a `Failure` in its words.
    public JsonNode get(String path) {
        return parse(send(
                request("GET", path, NOTHING).header("Accept", JSON_TYPE).GET().build()));
    }

    Bytes getCbor(String path) {
        return Bytes.wrap(send(request("GET", path, NOTHING)
                        .header("Accept", CBOR_TYPE)
                        .GET()
                        .build())
                .body());
    }

    /// The answer to a body of this media type; a refusal of the node is a `Failure` in its words.
    public JsonNode post(String path, String type, byte[] body) {
        return parse(send(request("POST", path, body)
                .header("Content-Type", type)
                .header("Accept", JSON_TYPE)
                .POST(BodyPublishers.ofByteArray(body))
                .build()));
    }

    /// Lines of a stream of events; the caller closes it.
    BufferedReader lines(String path, Optional<String> lastEventId) {
        HttpRequest.Builder request = request("GET", path, NOTHING).header("Accept", "text/event-stream");
        lastEventId.ifPresent(id -> request.header("Last-Event-ID", id));
        HttpResponse<InputStream> response = exchange(request.build(), BodyHandlers.ofInputStream());
        if (response.statusCode() == 200)
            return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        try (InputStream body = response.body()) {
            throw refused(response.statusCode(), body.readAllBytes());
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private HttpRequest.Builder request(String method, String path, byte[] body) {
        try {
            URI uri = URI.create(url + path);
            HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
            reader.ifPresent(r -> r.sign(request, method, uri, body));
            token.ifPresent(t -> request.header("Authorization", "Bearer " + t));
            return request;
        } catch (IllegalArgumentException e) {
            throw Failure.usage("expected a URL such as " + DEFAULT_URL + ", got " + url, "");
        }
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        HttpResponse<byte[]> response = exchange(request, BodyHandlers.ofByteArray());
        if (response.statusCode() / 100 != 2) throw refused(response.statusCode(), response.body());
        return response;
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request, handler);
        } catch (HttpTimeoutException e) {
            throw new Failure(ExitCodes.UNREACHABLE, "the node at " + url + " did not answer in time", "Try again.");
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCodes.UNREACHABLE, "interrupted", "");
        }
    }

    private Failure unreachable(IOException e) {
        return new Failure(
                ExitCodes.UNREACHABLE,
                "no node answers at " + url + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")"),
                "Start one with `polder up`, or say where it is with --url.");
    }

    private static Failure refused(int status, byte[] body) {
        JsonNode problem;
        try {
            problem = JSON.readTree(body);
        } catch (IOException e) {
            return new Failure(ExitCodes.REFUSED, "the node answered " + status, "Is this the URL of a Polder node?");
        }
        String code = problem.path("contractCode").asText(problem.path("code").asText("status " + status));
        return new Failure(
                exitCode(status, problem.path("code").asText()),
                code + ": " + problem.path("detail").asText("no detail"),
                problem.path("next").asText());
    }

    private static int exitCode(int status, String code) {
        if (status == 503 || status == 429 || code.equals("not-certified")) return ExitCodes.TRY_LATER;
        return switch (status) {
            case 404, 410 -> ExitCodes.NOT_FOUND;
            case 400, 405, 406, 413, 415 -> code.equals("malformed") ? ExitCodes.REFUSED : ExitCodes.USAGE;
            default -> ExitCodes.REFUSED;
        };
    }

    private static JsonNode parse(HttpResponse<byte[]> response) {
        return json(response.body());
    }

    static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new Failure(ExitCodes.REFUSED, "the node answered something else than JSON", "Is the URL right?");
        } catch (IOException e) {
            throw new Failure(ExitCodes.REFUSED, "the node's answer could not be read", "Try again.");
        }
    }
}
