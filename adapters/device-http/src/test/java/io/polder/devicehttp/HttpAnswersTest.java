package io.polder.devicehttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.devicekit.DeviceClient;
import io.polder.devicekit.DeviceLogin;
import io.polder.devicekit.DeviceWorld;
import io.polder.devicekit.TestCertificate;
import io.polder.gateway.Bounds;
import io.polder.gateway.DeviceProtocol;
import io.polder.gateway.Encryption;
import io.polder.gateway.Form;
import io.polder.gateway.GatewayException;
import io.polder.gateway.Route;
import io.polder.gateway.Uplink;
import io.polder.protocol.encoding.Bytes;
import io.polder.testkit.Await;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The statuses and bodies that HTTP clients see, and what hostile clients try.
class HttpAnswersTest extends DeviceWorld {
    private static Vertx vertx;
    private HttpSettings settings = HttpSettings.loopback(0);

    @BeforeAll
    static void openVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void closeVertx() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Override
    protected DeviceProtocol door(Encryption encryption) {
        return new HttpDoor(vertx, settings.with(encryption));
    }

    @Override
    protected DeviceClient client(int port, DeviceLogin login, Optional<TestCertificate> server) {
        return new JdkClient(port, login, server);
    }

    private HttpResponse<String> call(Uplink uplink) throws Exception {
        JdkClient device = (JdkClient) device();
        return device.call(device.request(uplink).build()).get(20, TimeUnit.SECONDS);
    }

    private void patient(Duration patience, int connections) {
        settings = new HttpSettings("127.0.0.1", 0, new Encryption.None(), connections, patience);
        start(Route.open(CHAIN), Bounds.STANDARD, new Encryption.None());
    }

    /// What the door answers to these bytes, up to where it closes the connection.
    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", door.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (SocketException e) {
            return "";
        }
    }

    @Test
    void what_is_final_is_created_with_its_id_and_height() throws Exception {
        HttpResponse<String> response = call(senml(THING, SENML));
        assertThat(response.statusCode()).isEqualTo(201);
        JsonObject body = new JsonObject(response.body());
        assertThat(body.getString("id")).isEqualTo(chain.taken().getFirst().id().toHex());
        assertThat(body.getLong("height")).isEqualTo(1);
        assertThat(body.getBoolean("final")).isTrue();
    }

    @Test
    void who_prefers_not_to_wait_is_answered_when_the_message_is_kept() throws Exception {
        chain.hold(true);
        JdkClient device = (JdkClient) device();
        HttpResponse<String> response = device.call(device.request(frame(THING, frame(THING, thingKey)))
                        .header("Prefer", "respond-async")
                        .build())
                .get(20, TimeUnit.SECONDS);
        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(new JsonObject(response.body()).getBoolean("final")).isFalse();
        assertThat(chain.taken()).isEmpty();
    }

    @Test
    void a_refusal_is_a_problem_that_says_what_was_expected_and_got() throws Exception {
        HttpResponse<String> response = call(frame(THING, frame(OTHER, otherKey)));
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonObject problem = new JsonObject(response.body());
        assertThat(problem.getString("code")).isEqualTo("not-permitted");
        assertThat(problem.getInteger("status")).isEqualTo(403);
        assertThat(problem.getString("expected")).isEqualTo("the sender thing:" + THING);
        assertThat(problem.getString("got")).isEqualTo("thing:" + OTHER);
    }

    @Test
    void each_refusal_has_its_own_status() throws Exception {
        assertThat(call(senml(THING, "[")).statusCode()).isEqualTo(400);
        assertThat(call(senml(OTHER, SENML)).statusCode()).isEqualTo(401);
        assertThat(call(new Uplink("nowhere", THING, Form.SENML_JSON, Bytes.utf8(SENML)))
                        .statusCode())
                .isEqualTo(404);
        assertThat(call(senml(THING, " ".repeat(140_000))).statusCode()).isEqualTo(413);
        assertThat(call(frame(THING, frame(THING, otherKey))).statusCode()).isEqualTo(422);
    }

    @Test
    void senml_of_another_media_type_and_other_paths_and_methods_are_refused() throws Exception {
        String head = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        assertThat(raw("POST /v1/device/city/DEHH008/senml" + head)).startsWith("HTTP/1.1 415");
        assertThat(raw("POST /v1/device/city/DEHH008/nothing" + head)).startsWith("HTTP/1.1 404");
        assertThat(raw("POST /v1/device/city/..%2f/frame" + head)).startsWith("HTTP/1.1 404");
        assertThat(raw("GET /v1/device/city/DEHH008/frame" + head)).startsWith("HTTP/1.1 405");
        assertThat(raw("GET /v1/device/time?chain=nowhere" + head)).startsWith("HTTP/1.1 404");
    }

    @Test
    void what_does_not_become_final_in_time_is_answered_all_the_same() throws Exception {
        patient(Duration.ofMillis(500), 100);
        chain.hold(true);
        HttpResponse<String> response = call(senml(THING, SENML));
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
    }

    @Test
    void a_body_or_a_head_that_trickles_in_loses_its_place() throws Exception {
        patient(Duration.ofMillis(500), 100);
        String head = "POST /v1/device/city/DEHH008/frame HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n123";
        assertThat(raw(head)).contains("503");
        assertThat(raw("POST /v1/dev")).isEmpty();
        HttpDoor open = (HttpDoor) door;
        Await.until(Duration.ofSeconds(10), "no connection", () -> open.connections() == 0, open::connections);
    }

    @Test
    void more_connections_than_there_is_room_for_are_closed() throws Exception {
        patient(Duration.ofSeconds(30), 1);
        HttpDoor open = (HttpDoor) door;
        try (Socket first = new Socket("127.0.0.1", door.port())) {
            Await.until(Duration.ofSeconds(10), "one connection", () -> open.connections() == 1, open::connections);
            assertThat(raw("GET /v1/device/time HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .isEmpty();
            assertThat(first.isConnected()).isTrue();
        }
    }

    @Test
    void bytes_that_are_no_http_end_their_connection_and_no_other() throws Exception {
        patient(Duration.ofMillis(500), 100);
        Random random = new Random(20_261_122);
        for (int i = 0; i < 30; i++) {
            byte[] noise = new byte[1 + random.nextInt(300)];
            random.nextBytes(noise);
            try (Socket socket = new Socket("127.0.0.1", door.port())) {
                socket.getOutputStream().write(noise);
            }
        }
        assertThat(raw("GET /" + "x".repeat(9_000) + " HTTP/1.1\r\n\r\n")).contains(" 414 ");
        patient(Duration.ofSeconds(30), 100);
        assertThat(call(senml(THING, SENML)).statusCode()).isEqualTo(201);
    }

    @Test
    void without_encryption_the_door_listens_on_loopback_alone() {
        HttpSettings open = new HttpSettings("0.0.0.0", 0, new Encryption.None(), 1, Duration.ofSeconds(1));
        assertThatThrownBy(() -> new HttpDoor(vertx, open).start(gateway)).isInstanceOf(GatewayException.class);
    }
}
