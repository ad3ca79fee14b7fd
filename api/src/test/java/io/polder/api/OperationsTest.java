package io.polder.api;

import static io.polder.api.FakeCity.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.polder.api.http.JsonCbor;
import io.polder.chain.Answer;
import io.polder.chain.Proving;
import io.polder.chain.RefusalCode;
import io.polder.protocol.Block;
import io.polder.protocol.Genesis;
import io.polder.protocol.Outcome;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OperationsTest {
    private FakeCity city;

    @BeforeEach
    void open() {
        city = new FakeCity();
    }

    @AfterEach
    void close() {
        city.close();
    }

    @Test
    void status_lists_city_and_both_services_up() {
        JsonNode status = city.json("/v1/status");
        assertThat(status.path("city").asText()).isEqualTo("Hamburg");
        assertThat(status.at("/services/blockchainEnvironment").asText()).isEqualTo("UP");
        assertThat(status.at("/services/orderCluster").asText()).isEqualTo("UP");
        assertThat(status.at("/clusters/0/outbox").asInt()).isEqualTo(2);
        assertThat(status.at("/clusters/0/peers/0/signedRound").asLong()).isEqualTo(5);
        assertThat(status.path("fingerprint").asText())
                .isEqualTo(city.genesis.id().toHex());
    }

    @Test
    void without_a_quorum_the_order_cluster_is_down_and_the_environment_up() {
        city.engineStatus = "NO_QUORUM";
        JsonNode services = city.json("/v1/status").path("services");
        assertThat(services.path("orderCluster").asText()).isEqualTo("DOWN");
        assertThat(services.path("blockchainEnvironment").asText()).isEqualTo("UP");
        assertThat(city.get("/health").statusCode()).isEqualTo(503);
        assertThat(city.get("/v1/health").statusCode()).isEqualTo(503);
        city.engineStatus = "ACTIVE";
        assertThat(city.get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void the_genesis_comes_byte_for_byte_and_hashes_to_the_fingerprint() {
        Bytes genesis = Bytes.wrap(city.get("/v1/genesis").body());
        assertThat(Genesis.decode(genesis)).isEqualTo(city.genesis);
        assertThat(Hash.of(genesis).toHex())
                .isEqualTo(city.json("/v1/network").path("fingerprint").asText());
    }

    @Test
    void the_network_names_its_cities_and_hides_private_chains() {
        JsonNode network = city.json("/v1/network");
        assertThat(network.at("/cities/0/city").asText()).isEqualTo("Hamburg");
        assertThat(network.path("chains").findValuesAsText("chain")).containsExactly("authority", "city", "guild");
    }

    @Test
    void the_time_is_the_nodes_and_the_blocks() {
        city.city.cut();
        JsonNode time = city.json("/v1/time");
        assertThat(time.path("time").asLong()).isEqualTo(FakeCity.NOW);
        assertThat(time.path("blockTime").asLong()).isEqualTo(1_000_000);
    }

    @Test
    void a_submitted_transaction_is_accepted_then_final_then_certified() {
        Transaction save = city.save("a", "b");
        HttpResponse<byte[]> accepted = city.submit(save, "");
        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(json(accepted).path("id").asText()).isEqualTo(save.id().toHex());
        String path = accepted.headers().firstValue("Location").orElseThrow();
        assertThat(city.json(path).path("status").asText()).isEqualTo("pending");
        city.city.cut();
        JsonNode done = city.json(path);
        assertThat(done.path("status").asText()).isEqualTo("final");
        assertThat(done.path("final").asBoolean()).isTrue();
        assertThat(done.path("certified").asBoolean()).isFalse();
        assertThat(done.at("/transaction/call/contract").asText()).isEqualTo("kv");
        assertThat(done.at("/receipt/outcome").asText()).isEqualTo("succeeded");
        city.city.certify(0);
        assertThat(city.json(path).path("status").asText()).isEqualTo("certified");
        HttpResponse<byte[]> wire = city.send(
                city.request(path).header("Accept", "application/cbor").build());
        assertThat(wire.body()).isEqualTo(save.wire().shared());
    }

    @Test
    void waiting_for_final_returns_with_the_receipt_and_for_certified_only_then() {
        Transaction save = city.save("a", "b");
        var waiting = CompletableFuture.supplyAsync(() -> city.submit(save, "?wait=certified&timeout=9000"));
        FakeCity.await(
                "the transaction is pending",
                () -> city.get("/v1/chains/city/transactions/" + save.id()).statusCode() == 200);
        city.city.cut();
        assertThat(waiting).isNotDone();
        city.city.certify(0);
        HttpResponse<byte[]> response = waiting.join();
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).path("certified").asBoolean()).isTrue();
        city.city.automatic();
        HttpResponse<byte[]> second = city.submit(city.save("c", "d"), "?wait=final");
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(json(second).path("height").asInt()).isEqualTo(1);
    }

    @Test
    void waiting_ends_with_202_when_the_time_is_over() {
        HttpResponse<byte[]> response = city.submit(city.save("a", "b"), "?wait=final&timeout=50");
        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(json(response).path("final").asBoolean()).isFalse();
    }

    @Test
    void json_takes_the_same_wire_bytes() {
        Transaction save = city.save("a", "b");
        HttpResponse<byte[]> response =
                city.postJson("/v1/chains/city/transactions", "{\"wire\":\"" + JsonCbor.base64url(save.wire()) + "\"}");
        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(json(response).path("id").asText()).isEqualTo(save.id().toHex());
    }

    @ParameterizedTest
    @EnumSource(RefusalCode.class)
    void every_refusal_has_its_own_code_status_and_next_step(RefusalCode code) {
        city.city.refuses(code, "because");
        HttpResponse<byte[]> response = city.submit(city.save("a", "b"), "");
        JsonNode problem = json(response);
        assertThat(response.statusCode()).isBetween(400, 503);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(problem.path("code").asText()).isEqualTo(code.text());
        assertThat(problem.path("detail").asText()).isEqualTo("because");
        assertThat(problem.path("next").asText()).isNotEmpty();
        JsonNode explained = city.json(problem.path("type").asText());
        assertThat(explained.path("status").asInt()).isEqualTo(response.statusCode());
    }

    @Test
    void a_reverted_transaction_shows_code_and_detail() {
        city.city.executes(t -> new Outcome.Reverted("exists", "the key is in use", Bytes.EMPTY));
        city.city.automatic();
        JsonNode receipt = json(city.submit(city.save("a", "b"), "?wait=final")).path("receipt");
        assertThat(receipt.path("outcome").asText()).isEqualTo("reverted");
        assertThat(receipt.path("code").asText()).isEqualTo("exists");
        assertThat(receipt.path("events")).isEmpty();
    }

    @Test
    void blocks_come_in_pages_and_a_block_in_both_forms() {
        for (int i = 0; i < 5; i++) city.city.cut();
        city.city.certify(3);
        JsonNode page = city.json("/v1/chains/city/blocks?from=1&limit=2");
        assertThat(page.path("blocks").findValuesAsText("height")).containsExactly("1", "2");
        assertThat(page.path("next").asInt()).isEqualTo(3);
        JsonNode newest = city.json("/v1/chains/city/blocks?limit=3");
        assertThat(newest.path("blocks").findValuesAsText("height")).containsExactly("2", "3", "4");
        assertThat(newest.path("blocks").findValuesAsText("certified")).containsExactly("true", "true", "false");
        city.city.submit(city.frame("DEHH008", 3));
        Block block = city.city.cut();
        JsonNode shown = city.json("/v1/chains/city/blocks/5");
        assertThat(shown.path("hash").asText()).isEqualTo(block.header().hash().toHex());
        assertThat(shown.at("/transactions/0/sender").asText()).isEqualTo("thing:DEHH008");
        HttpResponse<byte[]> bytes = city.send(city.request("/v1/chains/city/blocks/5")
                .header("Accept", "application/cbor")
                .build());
        assertThat(Block.decode(Bytes.wrap(bytes.body())).header()).isEqualTo(block.header());
    }

    @Test
    void a_frame_shows_its_readings() {
        Transaction frame = city.frame("DEHH008", 2);
        city.city.submit(frame);
        city.city.cut();
        JsonNode shown = city.json("/v1/chains/city/transactions/" + frame.id()).path("transaction");
        assertThat(shown.path("origin").asText()).isEqualTo("frame");
        assertThat(shown.at("/readings/1/value").decimalValue()).isEqualByComparingTo("21.6");
    }

    @Test
    void a_height_not_reached_is_503_with_the_own_height() {
        city.city.cut();
        for (String path : new String[] {
            "/v1/chains/city/blocks?at-least=9",
            "/v1/chains/city/kv/a?at-least=9",
            "/v1/chains/city/blocks/0?at-least=9"
        }) {
            HttpResponse<byte[]> response = city.get(path);
            assertThat(response.statusCode()).as(path).isEqualTo(503);
            assertThat(json(response).path("own").asInt()).isZero();
            assertThat(response.headers().firstValue("Retry-After")).isPresent();
        }
        assertThat(city.send(city.request("/v1/chains/city/blocks")
                                .header("Polder-At-Least", "1")
                                .build())
                        .statusCode())
                .isEqualTo(503);
        assertThat(city.get("/v1/chains/city/blocks?at-least=0").statusCode()).isEqualTo(200);
    }

    @Test
    void a_query_goes_in_and_out_as_json_and_as_cbor() {
        city.city.cut();
        city.city.answers(q -> new Answer.Found(
                0,
                Cbor.array(
                        Cbor.of(q.contract()),
                        Cbor.of(q.method()),
                        q.arguments(),
                        Cbor.of(q.asOf().orElse(-1)))));
        HttpResponse<byte[]> json = city.postJson(
                "/v1/chains/city/query?as-of=0",
                "{\"contract\":\"kv\",\"method\":\"get\",\"arguments\":[{\"$bytes\":\"AQI\"},1.5]}");
        assertThat(json(json).path("result").toString()).isEqualTo("[\"kv\",\"get\",[{\"$bytes\":\"AQI\"},1.5],0]");
        Cbor arguments = Cbor.array(Cbor.of(Bytes.of((byte) 1, (byte) 2)));
        Cbor question = Cbor.array(Cbor.of("kv"), Cbor.of("get"), arguments);
        HttpResponse<byte[]> cbor = city.send(city.request("/v1/chains/city/query")
                .header("Content-Type", "application/cbor")
                .header("Accept", "application/cbor")
                .POST(BodyPublishers.ofByteArray(question.encode().shared()))
                .build());
        assertThat(Cbor.decode(Bytes.wrap(cbor.body())))
                .isEqualTo(Cbor.array(Cbor.of("kv"), Cbor.of("get"), arguments, Cbor.of(-1)));
        assertThat(cbor.headers().firstValue("Polder-Height")).contains("0");
    }

    @Test
    void what_a_contract_refuses_is_told_in_its_own_words() {
        city.city.answers(q -> new Answer.Failed("not-owner", "it is not yours", Bytes.EMPTY));
        HttpResponse<byte[]> refused =
                city.postJson("/v1/chains/city/query", "{\"contract\":\"kv\",\"method\":\"get\"}");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(json(refused).path("contractCode").asText()).isEqualTo("not-owner");
        city.city.answers(q -> new Answer.Failed("not-found", "nothing is kept under this key", Bytes.EMPTY));
        assertThat(city.get("/v1/chains/city/kv/a").statusCode()).isEqualTo(404);
        city.city.answers(q -> new Answer.Pruned(1, 7));
        assertThat(city.get("/v1/chains/city/kv/a").statusCode()).isEqualTo(410);
    }

    @Test
    void keys_of_any_characters_reach_the_contract() {
        city.city.answers(q -> new Answer.Found(
                3, Cbor.map(Cbor.of("value"), q.arguments().asArray().getFirst(), Cbor.of("owner"), Cbor.of("org:x"))));
        JsonNode entry = city.json("/v1/chains/city/kv/a%2Fb%20c%C3%A4%2B");
        assertThat(entry.path("value").asText()).isEqualTo("a/b cä+");
        assertThat(entry.path("key").asText()).isEqualTo("a/b cä+");
    }

    @Test
    void proofs_come_as_they_are_asked_for_or_say_why_not() {
        Hash id = Hash.of(Bytes.utf8("x"));
        assertThat(city.get("/v1/chains/city/proofs/transactions/" + id).statusCode())
                .isEqualTo(404);
        city.city.proves(new Proving.NotYet(4, 3));
        HttpResponse<byte[]> notYet = city.get("/v1/chains/city/proofs/readings/" + id + "/3");
        assertThat(notYet.statusCode()).isEqualTo(409);
        assertThat(json(notYet).path("code").asText()).isEqualTo("not-certified");
        city.get("/v1/chains/city/proofs/state/kv/0a0b?encoding=hex");
        city.get("/v1/chains/city/proofs/state/kv/AQI?encoding=base64url");
        city.get("/v1/chains/city/proofs/state/kv/ab");
        assertThat(city.city.proofsAsked()).containsExactly(id, 3, "kv:0a0b", "kv:0102", "kv:6162");
    }

    @Test
    void a_private_chain_cannot_be_told_from_one_that_does_not_exist() {
        HttpResponse<byte[]> hidden = city.get("/v1/chains/secret/blocks");
        HttpResponse<byte[]> absent = city.get("/v1/chains/absent/blocks");
        assertThat(new String(hidden.body(), java.nio.charset.StandardCharsets.UTF_8).replace("secret", "absent"))
                .isEqualTo(new String(absent.body(), java.nio.charset.StandardCharsets.UTF_8));
        assertThat(hidden.statusCode()).isEqualTo(absent.statusCode()).isEqualTo(404);
        assertThat(city.json("/v1/chains").path("chains").findValuesAsText("chain"))
                .containsExactly("authority", "city", "guild");
        assertThat(new String(city.get("/metrics").body(), java.nio.charset.StandardCharsets.UTF_8))
                .doesNotContain("secret");
        assertThat(city.json("/v1/status").toString()).doesNotContain("secret");
        assertThat(city.send(city.request("/v1/chains/secret/blocks")
                                .header("Authorization", "Bearer " + FakeCity.TOKEN)
                                .build())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_consortium_chain_is_read_with_the_token_alone() {
        assertThat(city.get("/v1/chains/guild/blocks").statusCode()).isEqualTo(401);
        assertThat(city.send(city.request("/v1/chains/guild/blocks")
                                .header("Authorization", "Bearer wrong-wrong-wrong")
                                .build())
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void the_operators_door_is_shut_without_the_token() {
        String body = "{\"thing\":\"DEHH008\",\"days\":2}";
        assertThat(city.postJson("/v1/operator/tokens", body).statusCode()).isEqualTo(401);
        HttpResponse<byte[]> issued = city.send(city.request("/v1/operator/tokens")
                .header("Authorization", "Bearer " + FakeCity.TOKEN)
                .POST(BodyPublishers.ofString(body))
                .build());
        assertThat(json(issued).path("token").asText()).isEqualTo("token-of-DEHH008");
        assertThat(json(issued).path("expires").asLong()).isEqualTo(FakeCity.NOW + 2 * 86_400_000L);
        city.city.automatic();
        HttpResponse<byte[]> sent = city.send(city.request("/v1/operator/city/transactions?wait=final")
                .header("Authorization", "Bearer " + FakeCity.TOKEN)
                .POST(BodyPublishers.ofString("{\"contract\":\"kv\",\"method\":\"save\",\"arguments\":[\"a\",\"b\"]}"))
                .build());
        assertThat(sent.statusCode()).isEqualTo(200);
    }

    @Test
    void metrics_are_in_the_form_of_prometheus() {
        city.city.cut();
        city.json("/v1/status");
        String metrics = new String(city.get("/metrics").body(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(metrics)
                .contains("polder_chain_height{chain=\"city\"} 0.0")
                .contains("polder_outbox_transactions{cluster=\"main\"} 2.0")
                .contains("polder_service_up{service=\"orderCluster\"} 1.0")
                .contains("polder_http_requests_seconds_count{operation=\"status\",status=\"200\"} 1");
    }
}
