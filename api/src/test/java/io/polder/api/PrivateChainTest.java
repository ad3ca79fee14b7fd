package io.polder.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.polder.chain.Admission;
import io.polder.chain.Chains;
import io.polder.chain.ClusterParts;
import io.polder.chain.Neighbours;
import io.polder.chain.OrderCluster;
import io.polder.consensus.Cluster;
import io.polder.consensus.Peer;
import io.polder.ledger.MemoryStore;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Genesis;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Member;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.solo.Solo;
import io.polder.testkit.FakeNetwork;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Who is told what of a private and of a consortium chain, in front of a real ledger with an order of one.
class PrivateChainTest {
    private static final FakeNetwork NETWORK = new FakeNetwork("hamburg", "oslo");
    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static OrderCluster cluster;
    private static ApiServer server;
    private static long sequence;

    @BeforeAll
    static void open() throws Exception {
        Genesis genesis = NETWORK.genesis();
        Member self = genesis.roster().members().getFirst();
        cluster = OrderCluster.open(new ClusterParts(
                new ClusterParts.Network(genesis, genesis.id(), genesis.roster()),
                new ClusterParts.City(self, NETWORK.city("hamburg"), Signatures.jdk(), Clock.systemUTC()),
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
                new ApiServer.Subject(node, Optional.empty(), List.of(), Clock.systemUTC()));
        found("hamburg.vault", "private");
        found("quay", "consortium");
        Cbor bells = Cbor.map(
                Cbor.of("roles"), Cbor.map(Cbor.of("all"), Cbor.array(Cbor.of("anyone"))),
                Cbor.of("functions"),
                        Cbor.map(
                                Cbor.of("save"), function("invoke", "*"),
                                Cbor.of("hear"), function("event", "saved")),
                Cbor.of("grants"), Cbor.map(Cbor.of("all"), Cbor.array(Cbor.of("save"), Cbor.of("hear"))));
        found("bells", "consortium", bells);
    }

    private static Cbor function(String kind, String method) {
        return Cbor.map(
                Cbor.of("kind"), Cbor.of(kind), Cbor.of("contract"), Cbor.of("kv"), Cbor.of("method"), Cbor.of(method));
    }

    @AfterAll
    static void close() {
        server.close();
        cluster.close();
        CLIENT.shutdownNow();
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    private static void found(String name, String category) throws Exception {
        found(name, category, Cbor.map());
    }

    private static void found(String name, String category, Cbor policy) throws Exception {
        Cbor charter = Cbor.map(
                Cbor.of("name"), Cbor.of(name),
                Cbor.of("category"), Cbor.of(category),
                Cbor.of("members"), Cbor.array(Cbor.of("hamburg")),
                Cbor.of("policy"), policy);
        Cbor motion = Cbor.map(Cbor.of("kind"), Cbor.of("found-chain"), Cbor.of("charter"), charter);
        submit("authority", new Call.Invoke("council", "propose", Cbor.array(motion)));
        assertThat(cluster.chain(name)).isPresent();
    }

    private static Transaction transaction(String org, String chain, Call call) {
        long now = System.currentTimeMillis();
        Intent intent = new Intent(
                NETWORK.genesis().domain(chain),
                Address.org(org),
                new Lane(0, ++sequence),
                new Window(now - 60_000, now + 600_000),
                call);
        return Transaction.sign(intent, NETWORK.organisation(org));
    }

    private static void submit(String chain, Call call) throws Exception {
        Admission admission = cluster.chain(chain).orElseThrow().submit(transaction("hamburg", chain, call));
        assertThat(admission).isInstanceOf(Admission.Pending.class);
        ((Admission.Pending) admission).settlement().get(20, TimeUnit.SECONDS);
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private static HttpRequest.Builder signed(String method, String path, String body, String who, SigningKey key) {
        URI uri = uri(path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        String base = "\"@method\": " + method + "\n\"@authority\": " + uri.getAuthority() + "\n\"@path\": "
                + uri.getRawPath() + "\n\"@query\": ?" + (uri.getRawQuery() == null ? "" : uri.getRawQuery()) + "\n";
        String covered = "(\"@method\" \"@authority\" \"@path\" \"@query\"";
        if (!body.isEmpty()) {
            String digest = "sha-256=:"
                    + Base64.getEncoder()
                            .encodeToString(Hash.of(Bytes.utf8(body)).bytes().toArray())
                    + ":";
            request.header("Content-Digest", digest);
            base += "\"content-digest\": " + digest + "\n";
            covered += " \"content-digest\"";
        }
        String parameters = covered + ");created=" + System.currentTimeMillis() / 1_000 + ";keyid=\"" + who + "/"
                + key.publicKey().thumbprint().toHex() + "\"";
        Bytes signature = key.sign(Bytes.utf8(base + "\"@signature-params\": " + parameters));
        return request.header("Signature-Input", "polder=" + parameters)
                .header("Signature", "polder=:" + Base64.getEncoder().encodeToString(signature.toArray()) + ":");
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).GET().build());
    }

    private static HttpResponse<String> getAs(String org, String path) throws Exception {
        return send(signed("GET", path, "", "org:" + org, NETWORK.organisation(org))
                .GET()
                .build());
    }

    private static void alike(HttpResponse<String> hidden, HttpResponse<String> absent) {
        alike(hidden, absent, "vault", "nihil");
    }

    private static void alike(HttpResponse<String> hidden, HttpResponse<String> absent, String there, String not) {
        assertThat(hidden.statusCode()).isEqualTo(absent.statusCode()).isEqualTo(404);
        assertThat(hidden.body()).isEqualTo(absent.body().replace(not, there));
        assertThat(hidden.headers().map()).isEqualTo(absent.headers().map());
    }

    @Test
    void a_private_chain_is_told_from_an_absent_one_by_its_owner_alone() throws Exception {
        for (String path : List.of("", "/blocks", "/blocks/0", "/transactions/" + Hash.ZERO, "/attempts", "/things")) {
            alike(get("/v1/chains/hamburg.vault" + path), get("/v1/chains/hamburg.nihil" + path));
            alike(getAs("oslo", "/v1/chains/hamburg.vault" + path), getAs("oslo", "/v1/chains/hamburg.nihil" + path));
        }
        assertThat(get("/v1/chains").body()).doesNotContain("hamburg.vault");
        assertThat(getAs("oslo", "/v1/chains").body()).doesNotContain("hamburg.vault");
        assertThat(getAs("hamburg", "/v1/chains").body()).contains("hamburg.vault");
        assertThat(getAs("hamburg", "/v1/chains/hamburg.vault").statusCode()).isEqualTo(200);
        assertThat(getAs("hamburg", "/v1/chains/hamburg.vault/blocks/0").statusCode())
                .isEqualTo(200);
        String attempts = getAs("hamburg", "/v1/chains/hamburg.vault/attempts").body();
        assertThat(attempts).contains("org:oslo").contains("GET /v1/chains/hamburg.vault/blocks");
    }

    @Test
    void submitting_to_a_private_chain_tells_nothing_either() throws Exception {
        for (Bytes body : List.of(wire("oslo", "hamburg.vault"), Bytes.utf8("no transaction")))
            assertThat(post("hamburg.vault", body).statusCode())
                    .isEqualTo(post("hamburg.nihil", body).statusCode());
        alike(
                post("hamburg.vault", wire("oslo", "hamburg.vault")),
                post("hamburg.nihil", wire("oslo", "hamburg.nihil")));
        alike(post("hamburg.vault", wire("hamburg", "city")), post("hamburg.nihil", wire("hamburg", "city")));
        assertThat(post("hamburg.vault", wire("hamburg", "hamburg.vault")).statusCode())
                .isEqualTo(202);
        assertThat(getAs("hamburg", "/v1/chains/hamburg.vault/attempts").body())
                .contains("POST /v1/chains/hamburg.vault/transactions");
    }

    private static Bytes wire(String org, String chain) {
        return transaction(org, chain, new Call.Invoke("kv", "save", Cbor.array(Cbor.of("a"), Cbor.of("b"))))
                .wire();
    }

    private static HttpResponse<String> post(String chain, Bytes body) throws Exception {
        return send(HttpRequest.newBuilder(uri("/v1/chains/" + chain + "/transactions"))
                .header("Content-Type", "application/cbor")
                .POST(BodyPublishers.ofByteArray(body.toArray()))
                .build());
    }

    @Test
    void gauges_come_with_the_chains_and_tell_of_no_private_one() throws Exception {
        assertThat(get("/metrics").body())
                .contains("polder_chain_height{chain=\"quay\"}")
                .doesNotContain("hamburg.vault");
    }

    @Test
    void a_member_reads_a_consortium_chain_by_its_signature() throws Exception {
        submit("quay", new Call.Invoke("kv", "save", Cbor.array(Cbor.of("a"), Cbor.of("b"))));
        assertThat(get("/v1/chains/quay/kv/a").statusCode()).isEqualTo(401);
        assertThat(getAs("oslo", "/v1/chains/quay/kv/a").statusCode()).isEqualTo(401);
        assertThat(getAs("hamburg", "/v1/chains/quay/kv/a").statusCode()).isEqualTo(200);
        String query = "{\"contract\":\"kv\",\"method\":\"get\",\"arguments\":[\"a\"]}";
        HttpRequest.Builder request =
                signed("POST", "/v1/chains/quay/query", query, "org:hamburg", NETWORK.organisation("hamburg"));
        assertThat(send(request.header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(query))
                                .build())
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(request.POST(BodyPublishers.ofString(query.replace("kv", "kw")))
                                .build())
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void who_may_follow_one_topic_is_told_its_events_and_nothing_else() throws Exception {
        Cbor[] both = {Cbor.of("bell"), Cbor.of("one")};
        submit("bells", new Call.Invoke("kv", "save", Cbor.array(both)));
        submit("bells", new Call.Invoke("kv", "remove", Cbor.array(both[0])));
        both[0] = Cbor.of("last");
        submit("bells", new Call.Invoke("kv", "save", Cbor.array(both)));
        assertThat(get("/v1/chains/bells/blocks").statusCode()).isEqualTo(403);
        assertThat(get("/v1/chains/quay/events").statusCode()).isEqualTo(401);
        HttpResponse<Stream<String>> events = CLIENT.send(
                HttpRequest.newBuilder(uri("/v1/chains/bells/events?from=0"))
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                BodyHandlers.ofLines());
        try (Stream<String> lines = events.body()) {
            List<String> told = lines.filter(line -> line.startsWith("data:") && line.contains("topic"))
                    .limit(2)
                    .toList();
            assertThat(told).allMatch(line -> line.contains("saved")).noneMatch(line -> line.contains("removed"));
            assertThat(told.getLast()).contains("last");
        }
    }

    @Test
    void the_authority_chain_tells_of_a_private_chain_to_its_owner_alone() throws Exception {
        long height =
                cluster.chain("authority").orElseThrow().head().orElseThrow().height();
        String founding = "";
        for (long at = 0; at <= height; at++) {
            String path = "/v1/chains/authority/blocks/" + at;
            for (String told : List.of(get(path).body(), getAs("oslo", path).body()))
                if (told.contains("withheld")) founding = path;
            String id = id(getAs("hamburg", path).body());
            if (!founding.equals(path)) continue;
            assertThat(getAs("hamburg", path).body()).doesNotContain("withheld");
            String there = "/v1/chains/authority/transactions/" + id;
            assertThat(getAs("hamburg", there).body()).contains("hamburg.vault");
            alike(get(there), get("/v1/chains/authority/transactions/" + Hash.ZERO), id, Hash.ZERO.toHex());
            assertThat(get("/v1/chains/authority/proofs/transactions/" + id).statusCode())
                    .isEqualTo(404);
            HttpRequest raw = HttpRequest.newBuilder(uri(path))
                    .header("Accept", "application/cbor")
                    .build();
            assertThat(send(raw).statusCode()).isEqualTo(403);
        }
        assertThat(founding).isNotEmpty();
        HttpResponse<Stream<String>> events = CLIENT.send(
                HttpRequest.newBuilder(uri("/v1/chains/authority/events?from=0"))
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                BodyHandlers.ofLines());
        try (Stream<String> lines = events.body()) {
            List<String> told = lines.takeWhile(line -> !line.contains("bells")).toList();
            assertThat(told).anyMatch(line -> line.contains("quay")).noneMatch(line -> line.contains("hamburg.vault"));
        }
    }

    private static String id(String block) {
        int at = block.lastIndexOf("\"id\":\"") + 6;
        return at < 6 ? "" : block.substring(at, at + 64);
    }

    @Test
    void the_authority_chains_state_proves_nothing_of_private_chains() throws Exception {
        String proofs = "/v1/chains/authority/proofs/state/council/";
        for (String key : List.of("chamburg.vault", "chamburg.nihil"))
            for (HttpResponse<String> answer : List.of(get(proofs + key), getAs("oslo", proofs + key)))
                assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(get(proofs + "chamburg.vault").body())
                .isEqualTo(get(proofs + "chamburg.nihil").body().replace("nihil", "vault"));
        for (String key : List.of("cquay", "chamburg.vault"))
            assertThat(getAs("hamburg", proofs + key).statusCode()).isNotEqualTo(403);
    }

    private static HttpResponse<String> query(String org, String contract, String method, String arguments)
            throws Exception {
        String query =
                "{\"contract\":\"" + contract + "\",\"method\":\"" + method + "\",\"arguments\":" + arguments + "}";
        return send(signed("POST", "/v1/chains/authority/query", query, "org:" + org, NETWORK.organisation(org))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(query))
                .build());
    }

    @Test
    void what_is_tried_by_streams_and_by_questions_to_the_council_is_on_the_owner_s_record() throws Exception {
        for (String stream : List.of("blocks/stream", "events", "readings/stream"))
            alike(get("/v1/chains/hamburg.vault/" + stream), get("/v1/chains/hamburg.nihil/" + stream));
        for (String name : List.of("hamburg.vault", "hamburg.nihil")) {
            assertThat(query("oslo", "council", "charter", "[\"" + name + "\"]").body())
                    .contains("unknown-chain");
            query(
                    "oslo",
                    "council",
                    "preview",
                    "[{\"kind\":\"admit-member\",\"chain\":\"" + name + "\",\"member\":\"oslo\"}]");
            query("oslo", "clusters", "roster", "[\"" + name + "\"]");
            getAs("oslo", "/v1/chains/authority/proofs/state/council/c" + name);
            Cbor motion = Cbor.map(
                    Cbor.of("kind"), Cbor.of("admit-member"),
                    Cbor.of("chain"), Cbor.of(name),
                    Cbor.of("member"), Cbor.of("oslo"));
            Call call = new Call.Invoke("council", "propose", Cbor.array(motion));
            assertThat(post("authority", transaction("oslo", "authority", call).wire())
                            .statusCode())
                    .isEqualTo(202);
        }
        // What its owner asks is no attempt.
        assertThat(query("hamburg", "council", "charter", "[\"hamburg.vault\"]").statusCode())
                .isEqualTo(200);
        assertThat(getAs("hamburg", "/v1/chains/hamburg.vault/attempts").body())
                .containsSubsequence(
                        "GET /v1/chains/hamburg.vault/blocks/stream",
                        "GET /v1/chains/hamburg.vault/events",
                        "GET /v1/chains/hamburg.vault/readings/stream",
                        "\"by\":\"org:oslo\",\"asked\":\"query council.charter\"",
                        "\"by\":\"org:oslo\",\"asked\":\"query council.preview\"",
                        "\"by\":\"org:oslo\",\"asked\":\"query clusters.roster\"",
                        "\"by\":\"org:oslo\",\"asked\":\"proof of council\"",
                        "\"by\":\"org:oslo\",\"asked\":\"submit council.propose\"")
                .doesNotContain("\"by\":\"org:hamburg\"");
    }

    @Test
    void a_signature_that_does_not_hold_is_refused_whatever_is_asked_for() throws Exception {
        for (String chain : List.of("hamburg.vault", "hamburg.nihil", "city")) {
            HttpRequest forged = signed("GET", "/v1/chains/" + chain, "", "org:hamburg", NETWORK.organisation("oslo"))
                    .GET()
                    .build();
            HttpRequest elsewhere = signed(
                            "GET", "/v1/chains/other", "", "org:hamburg", NETWORK.organisation("hamburg"))
                    .uri(uri("/v1/chains/" + chain))
                    .GET()
                    .build();
            assertThat(send(forged).statusCode()).isEqualTo(403);
            assertThat(send(elsewhere).statusCode()).isEqualTo(403);
        }
    }
}
