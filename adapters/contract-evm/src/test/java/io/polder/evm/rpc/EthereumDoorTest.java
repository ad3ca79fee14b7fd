package io.polder.evm.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.evm.ledger.EvmCity;
import io.polder.evm.ledger.Wallet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EthereumDoorTest {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static RpcCity city;

    @BeforeAll
    static void open() {
        city = new RpcCity();
    }

    @AfterAll
    static void close() {
        city.close();
        CLIENT.shutdownNow();
    }

    private static HttpResponse<String> post(String chain, String body) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://" + city.address(chain)))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /// What comes over a WebSocket, message by message.
    private static final class Ear implements WebSocket.Listener {
        final BlockingQueue<String> heard = new LinkedBlockingQueue<>(1_000);
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

        String next() throws InterruptedException {
            String message = heard.poll(20, TimeUnit.SECONDS);
            assertThat(message).as("a message within 20 seconds").isNotNull();
            return message;
        }
    }

    @Test
    void a_request_over_http_is_answered() throws Exception {
        HttpResponse<String> response =
                post(EvmCity.CITY, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_blockNumber\"}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).startsWith("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x");
    }

    @Test
    void a_chain_without_the_envelope_or_for_members_alone_is_refused() throws Exception {
        assertThat(post("authority", "{}").statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(post("nowhere", "{}").statusCode()).isEqualTo(404);
        assertThat(post(EvmCity.CLUB, "{\"id\":1,\"method\":\"eth_blockNumber\"}")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void a_subscriber_hears_of_each_block_until_it_has_enough() throws Exception {
        Ear ear = new Ear();
        WebSocket socket = CLIENT.newWebSocketBuilder()
                .buildAsync(URI.create("ws://" + city.address(EvmCity.CITY)), ear)
                .get(20, TimeUnit.SECONDS);
        socket.sendText("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_subscribe\",\"params\":[\"newHeads\"]}", true);
        String subscribed = ear.next();
        String id = subscribed.substring(subscribed.indexOf("\"result\":\"") + 10, subscribed.lastIndexOf('"'));
        Wallet wallet = city.city.wallet(9);
        city.city.done(EvmCity.CITY, wallet.send(Optional.of(wallet.account()), new byte[0]));
        assertThat(ear.next()).contains("eth_subscription", id, "\"parentHash\"");
        socket.sendText(
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"eth_unsubscribe\",\"params\":[\"" + id + "\"]}", true);
        assertThat(ear.next()).contains("\"result\":true");
        socket.sendText("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"eth_subscribe\",\"params\":[\"evil\"]}", true);
        assertThat(ear.next()).contains("-32601");
        socket.sendText("{", true);
        assertThat(ear.next()).contains("-32700");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(20, TimeUnit.SECONDS);
    }
}
