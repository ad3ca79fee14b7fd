package io.polder.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.polder.api.ApiServer.Subject;
import io.polder.api.http.Bounds;
import io.polder.api.http.Json;
import io.polder.api.node.ChainView;
import io.polder.api.node.NodeStatus;
import io.polder.api.node.NodeStatus.ClusterState;
import io.polder.api.node.NodeStatus.Engine;
import io.polder.api.node.NodeStatus.PeerState;
import io.polder.api.node.NodeStatus.Rounds;
import io.polder.api.node.NodeView;
import io.polder.api.node.OperatorDesk;
import io.polder.chain.Admission;
import io.polder.chain.RefusalCode;
import io.polder.chain.attempt.Attempts;
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
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.signature.SigningKey;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// A city node with chains in memory behind the real HTTP door on a real socket.
final class FakeCity implements AutoCloseable, NodeView, OperatorDesk {
    static final String TOKEN = "the-operator-of-this-city";
    static final long NOW = 1_700_000_000_000L;

    final SigningKey key = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
    final Genesis genesis = founded();
    final FakeChain city = make("city");
    final FakeChain authority = make(ChainSpec.AUTHORITY);
    final FakeChain guild = make("guild");
    final FakeChain secret = make("secret");
    private final Attempts attempts = Attempts.passing("secret"::equals);
    final ApiServer server;
    volatile String engineStatus = "ACTIVE";
    private final Map<String, String> hosted = new ConcurrentHashMap<>();
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private long sequence;

    FakeCity() {
        this(new Bounds(Bounds.BODY_BYTES_MAX, 64, 64, 8, Duration.ofMillis(300), Duration.ofSeconds(5)));
    }

    FakeCity(Bounds bounds) {
        ApiSettings settings = new ApiSettings(ApiSettings.LOOPBACK, 0, Optional.of(TOKEN), bounds);
        Clock clock = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);
        server = ApiServer.open(
                vertx,
                settings,
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                new Subject(this, Optional.of(this), List.of(), clock));
    }

    private Genesis founded() {
        Member hamburg = new Member(
                0,
                "hamburg",
                new Member.Home("Hamburg", "hamburg"),
                key.publicKey(),
                new Member.Doors(new Endpoint("127.0.0.1", 7_000), new Endpoint("127.0.0.1", 7_001)),
                Bytes.EMPTY);
        List<Envelope> ours = List.of(Envelope.COSE, Envelope.FRAME);
        return new Genesis(
                "test",
                1_000,
                Limits.STANDARD,
                List.of(new Organisation("hamburg", key.publicKey())),
                new Roster("main", 0, List.of(hamburg)),
                List.of(
                        new ChainSpec(ChainSpec.AUTHORITY, Category.AUTHORITY, "main", List.of(Envelope.COSE)),
                        new ChainSpec("city", Category.PUBLIC, "main", ours),
                        new ChainSpec("guild", Category.CONSORTIUM, "main", ours),
                        new ChainSpec("secret", Category.PRIVATE, "main", ours)));
    }

    private FakeChain make(String name) {
        return new FakeChain(genesis, genesis.chain(name).orElseThrow());
    }

    @Override
    public Attempts attempts() {
        return attempts;
    }

    @Override
    public Genesis genesis() {
        return genesis;
    }

    @Override
    public NodeStatus status() {
        Rounds rounds = new Rounds(7, 6, Map.of("city", city.height()));
        return new NodeStatus(
                "hamburg",
                "Hamburg",
                "0.1.0",
                5,
                List.of(new ClusterState(
                        "main",
                        0,
                        new Engine("solo", engineStatus, 1, 0, 0),
                        rounds,
                        2,
                        List.of(new PeerState("berlin", "Berlin", 5)))));
    }

    @Override
    public List<ChainView> chains() {
        return List.of(authority, city, guild, secret);
    }

    @Override
    public DeviceToken issueToken(String thing, Duration life) {
        return new DeviceToken(thing, "token-of-" + thing, NOW + life.toMillis());
    }

    @Override
    public Admission submit(String chain, Signer signer, Call call) {
        return chain(chain).orElseThrow().submit(transaction(chain, call));
    }

    @Override
    public Optional<PublicKey> host(String person, String passphrase) {
        return hosted.putIfAbsent(person, passphrase) == null ? Optional.of(key.publicKey()) : Optional.empty();
    }

    @Override
    public Admission submitHosted(String chain, String person, String passphrase, Call call) {
        return passphrase.equals(hosted.get(person))
                ? submit(chain, Signer.ORGANISATION, call)
                : new Admission.Refused(RefusalCode.UNKNOWN_KEY, "no such key of " + person);
    }

    Transaction transaction(String chain, Call call) {
        Window window = new Window(NOW, NOW + 60_000);
        return Transaction.sign(
                new Intent(genesis.domain(chain), Address.org("hamburg"), new Lane(0, ++sequence), window, call), key);
    }

    Transaction save(String key, String value) {
        return transaction("city", new Call.Invoke("kv", "save", Cbor.array(Cbor.of(key), Cbor.of(value))));
    }

    Transaction frame(String thing, int readings) {
        List<Bytes> encoded = new ArrayList<>();
        for (int i = 0; i < readings; i++)
            encoded.add(new Reading(
                            Optional.empty(),
                            "pm10",
                            Optional.of("ug/m3"),
                            new Reading.Value.Quantity(BigDecimal.valueOf(215 + i, 1)),
                            NOW + i)
                    .encode());
        Window window = new Window(NOW, NOW + 60_000);
        return Transaction.sign(
                new Frame(genesis.domain("city"), Address.thing(thing), new Lane(0, ++sequence), window, encoded), key);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(10));
    }

    HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<byte[]> get(String path) {
        return send(request(path).build());
    }

    HttpResponse<byte[]> post(String path, String type, byte[] body) {
        return send(request(path)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body))
                .build());
    }

    HttpResponse<byte[]> postJson(String path, String body) {
        return post(path, "application/json", Bytes.utf8(body).shared());
    }

    HttpResponse<byte[]> submit(Transaction transaction, String query) {
        return post(
                "/v1/chains/city/transactions" + query,
                "application/cbor",
                transaction.wire().shared());
    }

    static JsonNode json(HttpResponse<byte[]> response) {
        return Json.parse(Bytes.wrap(response.body()));
    }

    JsonNode json(String path) {
        HttpResponse<byte[]> response = get(path);
        if (response.statusCode() != 200)
            throw new AssertionError(path + ": expected 200, got " + response.statusCode() + " "
                    + new String(response.body(), java.nio.charset.StandardCharsets.UTF_8));
        return json(response);
    }

    /// Waits in small, bounded steps.
    static void await(String expected, java.util.function.BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) throw new AssertionError("expected within 10 s: " + expected);
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(5).toNanos());
        }
    }

    HttpClient client() {
        return client;
    }

    @Override
    public void close() {
        server.close();
        client.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
