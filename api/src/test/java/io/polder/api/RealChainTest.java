package io.polder.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.polder.api.ApiServer.Subject;
import io.polder.api.http.Json;
import io.polder.chain.Chains;
import io.polder.chain.ClusterParts;
import io.polder.chain.Neighbours;
import io.polder.chain.OrderCluster;
import io.polder.consensus.Cluster;
import io.polder.consensus.Peer;
import io.polder.ledger.MemoryStore;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Category;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Envelope;
import io.polder.protocol.Frame;
import io.polder.protocol.Genesis;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Limits;
import io.polder.protocol.Member;
import io.polder.protocol.Member.Endpoint;
import io.polder.protocol.Organisation;
import io.polder.protocol.Reading;
import io.polder.protocol.Roster;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.proof.Finding;
import io.polder.protocol.proof.ProofFile;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.solo.Solo;
import io.polder.things.Possession;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The door in front of a real chain with an order of one.
class RealChainTest {
    private static final SigningKey CITY = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
    private static final SigningKey ORG = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
    private static final SigningKey THING = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static Genesis genesis;
    private static OrderCluster cluster;
    private static ApiServer server;
    private static long sequence;

    @BeforeAll
    static void open() {
        Member hamburg = new Member(
                0,
                "hamburg",
                new Member.Home("Hamburg", "hamburg"),
                CITY.publicKey(),
                new Member.Doors(new Endpoint("127.0.0.1", 1), new Endpoint("127.0.0.1", 2)),
                Bytes.EMPTY);
        List<Envelope> ours = List.of(Envelope.COSE, Envelope.FRAME);
        Roster roster = new Roster("main", 0, List.of(hamburg));
        genesis = new Genesis(
                "test",
                System.currentTimeMillis() - 1_000,
                Limits.STANDARD,
                List.of(new Organisation("hamburg", ORG.publicKey())),
                roster,
                List.of(
                        new ChainSpec(ChainSpec.AUTHORITY, Category.AUTHORITY, "main", List.of(Envelope.COSE)),
                        new ChainSpec("city", Category.PUBLIC, "main", ours)));
        cluster = OrderCluster.open(new ClusterParts(
                new ClusterParts.Network(genesis, genesis.id(), roster),
                new ClusterParts.City(hamburg, CITY, Signatures.jdk(), Clock.systemUTC()),
                new ClusterParts.Stores(new MemoryStore(), new MemoryStore()),
                ClusterParts.Frameworks.NONE,
                Neighbours.NONE));
        Peer peer = new Peer(0, "hamburg", "127.0.0.1", 1, Bytes.EMPTY);
        cluster.start(new Solo(new Cluster(genesis.id(), "main", 0, genesis.id(), List.of(peer)), Clock.systemUTC()));
        LocalNode node = new LocalNode(
                new Chains(genesis, List.of(cluster)),
                new LocalNode.Identity("hamburg", "Hamburg", "test", System.currentTimeMillis()),
                c -> List.of());
        server = ApiServer.open(
                VERTX,
                ApiSettings.loopback(0),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                new Subject(node, Optional.empty(), List.of(), Clock.systemUTC()));
        Cbor possession = Cbor.of(Possession.sign(genesis.domain(ChainSpec.AUTHORITY), "DEHH008", THING));
        Cbor enrol = Cbor.array(
                Cbor.of("DEHH008"),
                Cbor.of("air-quality"),
                Cbor.of("hamburg"),
                THING.publicKey().toCose(),
                possession,
                Cbor.NULL);
        submit("authority", call("authority", Address.org("hamburg"), ORG, new Call.Invoke("things", "enrol", enrol)));
    }

    @AfterAll
    static void close() {
        server.close();
        cluster.close();
        CLIENT.shutdownNow();
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    private static Window window() {
        long now = System.currentTimeMillis();
        return new Window(now - 60_000, now + 600_000);
    }

    private static Transaction call(String chain, Address sender, SigningKey key, Call call) {
        return Transaction.sign(
                new Intent(genesis.domain(chain), sender, new Lane(0, ++sequence), window(), call), key);
    }

    private static JsonNode submit(String chain, Transaction transaction) {
        HttpResponse<byte[]> response =
                send(request("/v1/chains/" + chain + "/transactions?wait=certified&timeout=20000")
                        .header("Content-Type", "application/cbor")
                        .POST(BodyPublishers.ofByteArray(transaction.wire().shared()))
                        .build());
        JsonNode answer = Json.parse(Bytes.wrap(response.body()));
        assertThat(response.statusCode()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.at("/receipt/outcome").asText()).as(answer.toString()).isEqualTo("succeeded");
        assertThat(answer.path("certified").asBoolean()).isTrue();
        return answer;
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(30));
    }

    private static HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return CLIENT.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode get(String path) {
        HttpResponse<byte[]> response = send(request(path).build());
        assertThat(response.statusCode())
                .as(new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        return Json.parse(Bytes.wrap(response.body()));
    }

    private static Bytes reading(String value, long time) {
        return new Reading(
                        Optional.empty(),
                        "pm10",
                        Optional.of("ug/m3"),
                        new Reading.Value.Quantity(new BigDecimal(value)),
                        time)
                .encode();
    }

    private static Finding check(String path) {
        HttpResponse<byte[]> response =
                send(request(path).header("Accept", "application/cbor").build());
        assertThat(response.statusCode())
                .as(new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        byte[] json = send(request(path).build()).body();
        assertThat(ProofFile.read(Bytes.wrap(json))).isEqualTo(ProofFile.decode(Bytes.wrap(response.body())));
        return ProofFile.decode(Bytes.wrap(response.body())).check(genesis.id(), Signatures.jdk());
    }

    @Test
    void a_frame_goes_in_is_read_back_by_time_and_each_reading_is_proven() {
        List<Bytes> readings = List.of(reading("21.5", 1_000), reading("22.25", 2_000), reading("20", 3_000));
        Transaction frame = Transaction.sign(
                new Frame(
                        genesis.domain("city"), Address.thing("DEHH008"), new Lane(0, ++sequence), window(), readings),
                THING);
        submit("city", frame);
        JsonNode history = get("/v1/chains/city/things/DEHH008/readings/pm10?from=1500&to=3001");
        assertThat(history.path("readings").findValuesAsText("value")).containsExactly("22.25", "20");
        assertThat(history.at("/readings/0/origin").asText()).isEqualTo("frame");
        assertThat(history.at("/readings/0/transaction").asText())
                .isEqualTo(frame.id().toHex());
        JsonNode first = get("/v1/chains/city/things/DEHH008/readings/pm10?limit=1");
        JsonNode second = get("/v1/chains/city/things/DEHH008/readings/pm10?limit=1&cursor="
                + first.path("next").asText());
        assertThat(second.at("/readings/0/time").asLong()).isEqualTo(2_000);
        assertThat(get("/v1/chains/city/readings").at("/things/0/latest/0/time").asLong())
                .isEqualTo(3_000);
        assertThat(get("/v1/chains/city/things/DEHH008/readings")
                        .at("/latest/0/value")
                        .decimalValue())
                .isEqualByComparingTo("20");
        String proofs = "/v1/chains/city/proofs/readings/" + frame.id() + "/";
        for (int i = 0; i < 3; i++) assertThat(check(proofs + i)).isInstanceOf(Finding.Holds.class);
        assertThat(((Finding.Holds) check(proofs + 1)).sentence()).contains("thing:DEHH008 said pm10 = 22.25");
        assertThat(send(request(proofs + 3).build()).statusCode()).isEqualTo(404);
    }

    @Test
    void keys_are_kept_changed_ranged_and_proven() {
        Address me = Address.key(THING.publicKey().thumbprint());
        for (String method : List.of("save", "update"))
            submit(
                    "city",
                    call(
                            "city",
                            me,
                            THING,
                            new Call.Invoke("kv", method, Cbor.array(Cbor.of("river/limit"), Cbor.of(method + "d")))));
        JsonNode entry = get("/v1/chains/city/kv/river%2Flimit");
        assertThat(entry.path("value").asText()).isEqualTo("updated");
        assertThat(entry.path("owner").asText()).isEqualTo(me.toString());
        assertThat(get("/v1/chains/city/kv/river%2Flimit/history")
                        .path("history")
                        .findValuesAsText("value"))
                .containsExactly("updated", "saved");
        assertThat(get("/v1/chains/city/kv?from=river/&to=river0").path("entries"))
                .hasSize(1);
        assertThat(check("/v1/chains/city/proofs/state/kv/eriver%2Flimit")).isInstanceOf(Finding.Holds.class);
        assertThat(((Finding.Holds) check("/v1/chains/city/proofs/state/kv/nothing")).sentence())
                .contains("nothing");
        assertThat(send(request("/v1/chains/city/kv/absent").build()).statusCode())
                .isEqualTo(404);
    }

    @Test
    void the_enrolled_thing_is_listed() {
        JsonNode thing = get("/v1/chains/city/things/DEHH008");
        assertThat(thing.path("status").asText()).isEqualTo("active");
        assertThat(thing.path("thumbprint").asText())
                .isEqualTo(THING.publicKey().thumbprint().toHex());
        assertThat(get("/v1/chains/authority/things").path("things").findValuesAsText("thing"))
                .containsExactly("DEHH008");
        assertThat(send(request("/v1/chains/city/things/absent").build()).statusCode())
                .isEqualTo(404);
        assertThat(send(request("/v1/chains/city/things/a%20b").build()).statusCode())
                .isEqualTo(400);
    }

    @Test
    void a_signature_that_does_not_hold_is_refused_with_its_code() {
        Transaction good = call(
                "city",
                Address.org("hamburg"),
                ORG,
                new Call.Invoke("kv", "save", Cbor.array(Cbor.of("x"), Cbor.of("y"))));
        byte[] bent = good.wire().toArray();
        bent[bent.length - 1] ^= 1;
        HttpResponse<byte[]> response = send(request("/v1/chains/city/transactions")
                .header("Content-Type", "application/cbor")
                .POST(BodyPublishers.ofByteArray(bent))
                .build());
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(Json.parse(Bytes.wrap(response.body())).path("code").asText())
                .isEqualTo("bad-signature");
    }

    @Test
    void status_is_that_of_the_cluster() {
        JsonNode status = get("/v1/status");
        assertThat(status.at("/services/orderCluster").asText()).isEqualTo("UP");
        assertThat(status.at("/clusters/0/engine/name").asText()).isEqualTo("solo");
        assertThat(status.at("/chains/0/height").asLong()).isGreaterThanOrEqualTo(0);
    }
}
