package io.polder.api;

import static io.polder.api.FakeCity.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.api.http.Bounds;
import io.polder.protocol.encoding.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadInputTest {
    private static final String ID = "0000000000000000000000000000000000000000000000000000000000000000";
    private static FakeCity city;

    @BeforeAll
    static void open() {
        city = new FakeCity();
    }

    @AfterAll
    static void close() {
        city.close();
    }

    private static void isProblem(HttpResponse<byte[]> response, int status, String code) {
        assertThat(response.statusCode())
                .as(new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = json(response);
        assertThat(problem.path("code").asText()).isEqualTo(code);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        for (String member : new String[] {"type", "title", "detail", "next", "instance"})
            assertThat(problem.path(member).asText()).as(member).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/nothing, 404, not-found",
        "/, 404, not-found",
        "/v1/problems/none, 404, not-found",
        "/v1/chains/absent, 404, unknown-chain",
        "/v1/chains/absent/kv/a, 404, unknown-chain",
        "/v1/chains/absent/things, 404, unknown-chain",
        "/v1/chains/city/blocks/99, 404, not-found",
        "/v1/chains/city/blocks/-1, 400, bad-request",
        "/v1/chains/city/blocks/one, 400, bad-request",
        "/v1/chains/city/blocks/99999999999999999999, 400, bad-request",
        "/v1/chains/city/blocks?limit=0, 400, bad-request",
        "/v1/chains/city/blocks?limit=501, 400, bad-request",
        "/v1/chains/city/blocks?from=x, 400, bad-request",
        "/v1/chains/city/blocks?from=1&from=2, 400, bad-request",
        "/v1/chains/city/blocks?at-least=-1, 400, bad-request",
        "/v1/chains/city/transactions/xyz, 400, bad-request",
        "/v1/chains/city/transactions/" + ID + ", 404, not-found",
        "/v1/chains/city/kv?reverse=maybe, 400, bad-request",
        "/v1/chains/city/kv?limit=1001, 400, bad-request",
        "/v1/chains/city/kv/a/history?limit=x, 400, bad-request",
        "/v1/chains/city/things?limit=-5, 400, bad-request",
        "/v1/chains/city/readings?limit=x, 400, bad-request",
        "/v1/chains/city/things/T/readings/pm10?from=x, 400, bad-request",
        "/v1/chains/city/things/T/readings/pm10?to=x, 400, bad-request",
        "/v1/chains/city/things/T/readings/pm10?cursor=*, 400, bad-request",
        "/v1/chains/city/proofs/transactions/x, 400, bad-request",
        "/v1/chains/city/proofs/readings/" + ID + "/x, 400, bad-request",
        "/v1/chains/city/proofs/readings/" + ID + "/1000, 400, bad-request",
        "/v1/chains/city/proofs/state/kv/zz?encoding=hex, 400, bad-request",
        "/v1/chains/city/proofs/state/kv/zz?encoding=rot13, 400, bad-request",
        "/v1/chains/city/blocks/stream?from=x, 400, bad-request",
        "/v1/chains/city/events?moment=soon, 400, bad-request",
        "/v1/chains/city/readings/stream?from=-3, 400, bad-request",
        "/v1/chains/absent/events, 404, unknown-chain"
    })
    void a_bad_get_says_what_was_expected(String path, int status, String code) {
        isProblem(city.get(path), status, code);
    }

    @ParameterizedTest
    @CsvSource({"x", "1+", "+1", "1/x", "9999999999999999999999", "1+99999999999"})
    void a_bad_last_event_id_is_refused(String id) {
        isProblem(
                city.send(city.request("/v1/chains/city/events")
                        .header("Last-Event-ID", id)
                        .build()),
                400,
                "bad-request");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{}",
                "[]",
                "null",
                "{\"contract\":1,\"method\":\"a\"}",
                "{\"contract\":\"a\"}",
                "{\"contract\":\"a\",\"method\":\"\"}",
                "{\"contract\":\"a\",\"method\":\"b\",\"extra\":1}",
                "{\"contract\":\"a\",\"method\":\"b\",\"arguments\":{\"$bytes\":\"=\"}}",
                "{\"contract\":\"a\",\"method\":\"b\",\"arguments\":{\"$bytes\":\"AQ\",\"x\":1}}",
                "{\"contract\":\"a\",\"method\":\"b\",\"arguments\":1e99}",
                "{\"contract\":\"a\",\"contract\":\"b\",\"method\":\"b\"}",
                "{\"contract\":\"a\"",
                "not json",
                "{} {}"
            })
    void a_bad_query_is_refused(String body) {
        isProblem(city.postJson("/v1/chains/city/query", body), 400, "bad-request");
    }

    @Test
    void bytes_that_are_no_transaction_are_refused() {
        Random random = new Random(7);
        byte[] good = city.save("a", "b").wire().shared();
        for (int i = 0; i < 300; i++) {
            byte[] bytes = good.clone();
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
            int length = random.nextBoolean() ? bytes.length : random.nextInt(bytes.length);
            HttpResponse<byte[]> response = city.post(
                    "/v1/chains/city/transactions", "application/cbor", java.util.Arrays.copyOf(bytes, length));
            assertThat(response.statusCode()).isIn(202, 400);
        }
        isProblem(city.post("/v1/chains/city/transactions", "application/cbor", new byte[0]), 400, "malformed");
        isProblem(city.postJson("/v1/chains/city/transactions", "{\"wire\":\"*\"}"), 400, "bad-request");
        isProblem(city.postJson("/v1/chains/city/transactions", "{\"wire\":7}"), 400, "bad-request");
        isProblem(city.postJson("/v1/chains/city/transactions", "{}"), 400, "bad-request");
    }

    @Test
    void waits_and_timeouts_are_bounded() {
        isProblem(city.submit(city.save("a", "b"), "?wait=forever"), 400, "bad-request");
        isProblem(city.submit(city.save("a", "b"), "?wait=final&timeout=60001"), 400, "bad-request");
    }

    @Test
    void the_type_of_a_body_and_of_an_answer_must_be_known() {
        isProblem(city.post("/v1/chains/city/transactions", "text/plain", new byte[1]), 415, "unsupported-type");
        isProblem(city.post("/v1/chains/city/query", "text/plain", new byte[1]), 415, "unsupported-type");
        city.city.cut();
        isProblem(
                city.send(city.request("/v1/chains/city/blocks/0")
                        .header("Accept", "image/png")
                        .build()),
                406,
                "not-acceptable");
    }

    @Test
    void a_method_that_a_path_does_not_take_is_405() {
        isProblem(
                city.send(
                        city.request("/v1/status").PUT(BodyPublishers.noBody()).build()),
                405,
                "method-not-allowed");
        isProblem(city.get("/v1/chains/city/query"), 405, "method-not-allowed");
    }

    @Test
    void too_large_is_told_before_it_is_read() {
        byte[] large = new byte[Bounds.BODY_BYTES_MAX + 1];
        isProblem(city.post("/v1/chains/city/transactions", "application/cbor", large), 413, "too-large");
        byte[] overLimit = new byte[140_000];
        isProblem(city.post("/v1/chains/city/transactions", "application/cbor", overLimit), 413, "too-large");
    }

    @Test
    void operator_calls_are_checked_too() {
        for (String body : new String[] {"{}", "{\"thing\":\"a b\"}", "{\"thing\":\"a\",\"days\":367}", "x"})
            isProblem(operator("/v1/operator/tokens", body), 400, "bad-request");
        for (String body : new String[] {
            "{}", "{\"contract\":\"kv\"}", "{\"contract\":\"kv\",\"method\":\"a\",\"signer\":\"me\"}", "["
        }) isProblem(operator("/v1/operator/city/transactions", body), 400, "bad-request");
        isProblem(operator("/v1/operator/absent/transactions", "{}"), 404, "unknown-chain");
    }

    @Test
    void a_hosted_key_takes_the_token_and_the_owners_passphrase() {
        String ada = "{\"person\":\"ada\",\"passphrase\":\"a long passphrase\"";
        String call = ",\"contract\":\"kv\",\"method\":\"save\",\"arguments\":[\"a\",\"b\"]}";
        isProblem(city.postJson("/v1/operator/hosted", ada + "}"), 401, "unauthorized");
        isProblem(city.postJson("/v1/operator/city/hosted", ada + call), 401, "unauthorized");
        isProblem(operator("/v1/operator/hosted", "{\"person\":\"ada\"}"), 400, "bad-request");
        isProblem(
                operator("/v1/operator/hosted", "{\"person\":\"../a\",\"passphrase\":\"a long one...\"}"),
                400,
                "bad-request");
        assertThat(operator("/v1/operator/hosted", ada + "}").statusCode()).isEqualTo(200);
        isProblem(operator("/v1/operator/hosted", ada + "}"), 409, "exists");
        isProblem(operator("/v1/operator/city/hosted", ada.replace("a long", "a wrong") + call), 403, "unknown-key");
        assertThat(operator("/v1/operator/city/hosted", ada + call).statusCode())
                .isEqualTo(202);
    }

    private static HttpResponse<byte[]> operator(String path, String body) {
        return city.send(city.request(path)
                .header("Authorization", "Bearer " + FakeCity.TOKEN)
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    @Test
    void bytes_that_are_no_http_harm_nobody() throws IOException {
        Random random = new Random(3);
        for (int i = 0; i < 40; i++) {
            byte[] bytes = new byte[200];
            random.nextBytes(bytes);
            try (Socket socket = new Socket("127.0.0.1", city.server.port())) {
                socket.setSoTimeout(5_000);
                socket.getOutputStream().write(bytes);
                socket.getOutputStream().write("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                socket.shutdownOutput();
                try (InputStream in = socket.getInputStream()) {
                    in.readAllBytes();
                } catch (java.net.SocketException e) {
                    // Cut off: as good an answer.
                }
            }
        }
        assertThat(city.get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void connections_beyond_the_bound_are_cut_off() throws IOException {
        Bounds few = new Bounds(1_024, 8, 3, 2, Duration.ofMillis(50), Duration.ofSeconds(5));
        try (FakeCity small = new FakeCity(few)) {
            Socket[] sockets = new Socket[6];
            int cut = 0;
            for (int i = 0; i < sockets.length; i++) {
                sockets[i] = new Socket("127.0.0.1", small.server.port());
                sockets[i].setSoTimeout(3_000);
                sockets[i]
                        .getOutputStream()
                        .write("GET /health HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                try {
                    if (sockets[i].getInputStream().read() < 0) cut++;
                } catch (IOException e) {
                    cut++;
                }
            }
            assertThat(cut).isEqualTo(3);
            for (Socket socket : sockets) socket.close();
            FakeCity.await("closed connections make room", () -> {
                try {
                    return small.get("/health").statusCode() == 200;
                } catch (java.io.UncheckedIOException e) {
                    return false;
                }
            });
        }
    }

    @Test
    void requests_beyond_the_bound_are_told_to_come_again() {
        Bounds one = new Bounds(64 * 1_024, 1, 16, 2, Duration.ofMillis(50), Duration.ofSeconds(5));
        try (FakeCity small = new FakeCity(one)) {
            // The question below may have the one place when the transaction comes: then it comes again.
            var waiting = java.util.concurrent.CompletableFuture.supplyAsync(() -> {
                HttpResponse<byte[]> answer = small.submit(small.save("a", "b"), "?wait=final&timeout=20000");
                for (int i = 0; i < 100 && answer.statusCode() == 503; i++)
                    answer = small.submit(small.save("a", "b"), "?wait=final&timeout=20000");
                return answer;
            });
            FakeCity.await("the node is busy", () -> small.get("/health").statusCode() == 503);
            isProblem(small.get("/v1/status"), 503, "busy");
            small.city.cut();
            assertThat(waiting.join().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_failure_of_the_node_tells_nothing_of_its_inside() {
        try (FakeCity broken = new FakeCity()) {
            broken.city.answers(q -> {
                throw new IllegalStateException("a secret of the inside");
            });
            HttpResponse<byte[]> response =
                    broken.postJson("/v1/chains/city/query", "{\"contract\":\"a\",\"method\":\"b\"}");
            isProblem(response, 500, "internal");
            assertThat(Bytes.wrap(response.body()).toUtf8()).doesNotContain("secret");
        }
    }
}
