package io.polder.evm.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.evm.ledger.EvmCity;
import io.polder.protocol.encoding.Malformed;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {
    private static final String DAPP = "https://dapp.example";
    private static final RpcCity CITY = new RpcCity(Clock.systemUTC(), new Origins(List.of(Origins.LOOPBACK, DAPP)));
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Visitor VISITOR = new Visitor(CLIENT, CITY, Clock.systemUTC());
    private static final String RPC = Visitor.rpc(EvmCity.CITY);

    @AfterAll
    static void close() {
        CITY.close();
        CLIENT.shutdownNow();
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static HttpResponse<String> preflight(String path, String origin) {
        return VISITOR.send(
                "OPTIONS",
                path,
                "",
                "Origin",
                origin,
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "content-type",
                "Access-Control-Request-Private-Network",
                "true");
    }

    @ParameterizedTest
    @ValueSource(strings = {DAPP, "http://localhost:5173", "http://127.0.0.1", "https://[::1]:8443"})
    void a_page_of_an_allowed_origin_asks_and_reads(String origin) {
        for (String path : List.of(RPC, RPC + "/challenge", RPC + "/token", RPC + "/as/read1.a.b")) {
            HttpResponse<String> before = preflight(path, origin);
            assertThat(before.statusCode()).isEqualTo(204);
            assertThat(header(before, "Access-Control-Allow-Origin")).isEqualTo(origin);
            assertThat(header(before, "Access-Control-Allow-Methods")).isEqualTo("POST");
            assertThat(header(before, "Access-Control-Allow-Headers")).contains("content-type", "authorization");
            assertThat(header(before, "Access-Control-Allow-Private-Network")).isEqualTo("true");
            assertThat(header(before, "Access-Control-Allow-Credentials")).isEmpty();
            assertThat(header(before, "Vary")).isEqualTo("Origin");
        }
        HttpResponse<String> asked = VISITOR.send("POST", RPC, Visitor.BLOCK_NUMBER, "Origin", origin);
        assertThat(asked.body()).contains("\"result\":\"0x");
        assertThat(header(asked, "Access-Control-Allow-Origin")).isEqualTo(origin);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "http://dapp.example",
                "https://dapp.example:8443",
                "https://dapp.example.evil.example",
                "http://localhost.evil.example",
                "http://127.0.0.1.evil.example",
                "http://localhost@evil.example",
                "http://localhost/path",
                "null",
                "*",
                "loopback",
                "file://"
            })
    void a_page_of_another_origin_is_refused_before_and_when_it_asks(String origin) {
        HttpResponse<String> before = preflight(RPC, origin);
        assertThat(before.statusCode()).isEqualTo(403);
        assertThat(header(before, "Access-Control-Allow-Origin")).isEmpty();
        // What a browser sends without asking before.
        HttpResponse<String> asked = VISITOR.send("POST", RPC, Visitor.BLOCK_NUMBER, "Origin", origin);
        assertThat(asked.statusCode()).isEqualTo(403);
        assertThat(asked.body()).doesNotContain("result");
        assertThat(VISITOR.send("POST", RPC + "/challenge", "{}", "Origin", origin)
                        .statusCode())
                .isEqualTo(403);
        assertThatThrownBy(() ->
                        VISITOR.open(RPC, new Visitor.Ear(), "Origin", origin).get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class);
    }

    @Test
    void a_page_opens_a_socket_from_an_allowed_origin_alone() throws Exception {
        Visitor.Ear ear = new Visitor.Ear();
        var socket = VISITOR.open(RPC, ear, "Origin", DAPP).get(20, TimeUnit.SECONDS);
        socket.sendText(Visitor.BLOCK_NUMBER, true);
        assertThat(ear.heard.poll(20, TimeUnit.SECONDS)).contains("\"result\":\"0x");
    }

    @Test
    void a_message_to_sign_names_the_page_that_asks() {
        HttpResponse<String> said = VISITOR.send(
                "POST",
                RPC + "/challenge",
                "{\"account\":\"" + CITY.city.wallet(1).account() + "\"}",
                "Origin",
                DAPP);
        assertThat(Visitor.parse(said).path("message").asText()).startsWith("dapp.example wants you to sign in");
    }

    @Test
    void other_doors_of_the_node_have_no_such_rule() {
        HttpResponse<String> health = VISITOR.send("GET", "/v1/time", "", "Origin", "https://evil.example");
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(header(health, "Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void programs_that_are_no_browsers_name_no_origin() {
        HttpResponse<String> asked = VISITOR.send("POST", RPC, Visitor.BLOCK_NUMBER);
        assertThat(asked.statusCode()).isEqualTo(200);
        assertThat(header(asked, "Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void anybody_may_be_let_in_by_name_of_the_star() {
        assertThat(new Origins(List.of(Origins.ANY)).takes("https://evil.example"))
                .isTrue();
        assertThat(new Origins(List.of()).takes("http://localhost")).isFalse();
        assertThat(Origins.host(Optional.of("null"))).contains("null");
        assertThat(Origins.host(Optional.of("https://dapp.example:8443"))).contains("dapp.example:8443");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"dapp.example", "https://dapp.example/", "https://*.example", "ftp://dapp.example", "null", ""})
    void what_is_no_origin_is_refused_in_the_configuration(String text) {
        assertThatThrownBy(() -> new Origins(List.of(text))).isInstanceOf(Malformed.class);
    }
}
