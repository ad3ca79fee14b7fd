package io.polder.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.chain.RoundBundle;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.Algorithm;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SyncTest extends SyncFixture {
    @ParameterizedTest
    @EnumSource(names = {"ED25519", "ES256"})
    void members_fetch_rounds_certificates_and_heads(Algorithm algorithm) {
        World world = world(algorithm);
        serve(world, 1, rounds(9));
        SyncNeighbours neighbours = neighbours(identity(world, 0));
        List<RoundBundle> bundles = neighbours.rounds(4, 3);
        assertThat(bundles.stream().map(b -> b.record().round())).containsExactly(5L, 6L, 7L);
        assertThat(bundles.getFirst().encode()).isEqualTo(bundle(5).encode());
        assertThat(neighbours.rounds(9, 3)).isEmpty();
        assertThat(neighbours.certificate(8)).contains(bundle(8).certificate());
        assertThat(neighbours.certificate(10)).isEmpty();
        assertThat(neighbours.heads()).containsExactly(Map.entry("frankfurt", 9L));
    }

    @Test
    void a_neighbour_with_more_is_found_behind_one_with_nothing() {
        World world = world(Algorithm.ED25519);
        serve(world, 1, rounds(0));
        serve(world, 2, rounds(5));
        SyncNeighbours neighbours = neighbours(identity(world, 0));
        List<RoundBundle> found = neighbours.rounds(2, 10);
        assertThat(found).as(neighbours.troubles().toString()).hasSize(3);
    }

    @Test
    void a_blamed_neighbour_is_dropped_counted_and_asked_again_later() {
        World world = world(Algorithm.ED25519);
        serve(world, 1, rounds(5));
        SyncNeighbours neighbours = neighbours(identity(world, 0));
        assertThat(neighbours.rounds(0, 10)).hasSize(5);
        neighbours.blame("the certificate does not hold");
        assertThat(neighbours.blamed()).containsExactly(Map.entry("frankfurt", 1L));
        assertThat(neighbours.rounds(0, 10)).isEmpty();
        now = now.plus(SyncNeighbours.DROPPED).plusSeconds(1);
        assertThat(neighbours.rounds(0, 10)).hasSize(5);
    }

    @Test
    void bad_bytes_drop_whoever_gave_them_and_the_next_one_answers() {
        World world = world(Algorithm.ED25519);
        liar(world, 1, Bytes.utf8("no cbor at all"));
        serve(world, 2, rounds(5));
        SyncNeighbours neighbours = neighbours(identity(world, 0));
        assertThat(neighbours.rounds(0, 10)).hasSize(5);
        assertThat(neighbours.blamed()).containsExactly(Map.entry("frankfurt", 1L));
    }

    @Test
    void more_rounds_than_asked_for_are_bad_bytes() {
        World world = world(Algorithm.ED25519);
        Cbor one = Cbor.of(bundle(1).encode());
        liar(world, 1, Cbor.array(one, one, one).encode());
        SyncNeighbours neighbours = neighbours(identity(world, 0));
        assertThat(neighbours.rounds(0, 2)).isEmpty();
        assertThat(neighbours.blamed()).containsKey("frankfurt");
    }

    @Test
    void a_stranger_is_let_in_nowhere_and_believed_nowhere() {
        World world = world(Algorithm.ED25519);
        World strangers = world(Algorithm.ED25519);
        serve(world, 1, rounds(5));
        // The stranger knows the addresses and names, and has keys of its own under them.
        World posing = new World(strangers.keys(), withKeys(world.roster(), strangers.keys()));
        assertThat(neighbours(identity(posing, 0)).rounds(0, 10)).isEmpty();
        World impostor = new World(strangers.keys(), withKeys(world.roster(), strangers.keys()));
        serve(impostor, 2, rounds(99));
        SyncNeighbours honest = neighbours(identity(world, 0));
        assertThat(honest.rounds(50, 10)).isEmpty();
        assertThat(honest.rounds(0, 10)).hasSize(5);
    }

    @Test
    void a_member_of_another_network_is_not_let_in_with_the_same_key() {
        World world = world(Algorithm.ED25519);
        serve(world, 1, rounds(5));
        Hash other = Hash.of(Bytes.utf8("another network"));
        assertThat(neighbours(identity(world, 0, other)).rounds(0, 10)).isEmpty();
    }

    @Test
    void one_member_cannot_pose_as_another() throws CertificateException {
        World world = world(Algorithm.ED25519);
        RosterTrust onlyHamburg =
                new RosterTrust(SyncIdentity.fixed(world.roster()), NETWORK, () -> now, Optional.of("hamburg"));
        CityCertificate berlin =
                CityCertificate.make("berlin", NETWORK, world.keys().get(0), now);
        CityCertificate forged =
                CityCertificate.make("hamburg", NETWORK, world.keys().get(0), now);
        CityCertificate hamburg =
                CityCertificate.make("hamburg", NETWORK, world.keys().get(2), now);
        assertThat(onlyHamburg.member(hamburg.certificate()).name()).isEqualTo("hamburg");
        assertThatThrownBy(() -> onlyHamburg.member(berlin.certificate())).isInstanceOf(CertificateException.class);
        assertThatThrownBy(() -> onlyHamburg.member(forged.certificate())).isInstanceOf(CertificateException.class);
    }

    @Test
    void a_certificate_ends_and_a_fresh_one_is_shown_long_before() throws CertificateException {
        World world = world(Algorithm.ED25519);
        Instant begin = now;
        RosterTrust trust = new RosterTrust(SyncIdentity.fixed(world.roster()), NETWORK, () -> now, Optional.empty());
        CityKeys keys = identity(world, 0).keys();
        var first = keys.getCertificateChain(keys.chooseEngineClientAlias(new String[0], null, null))[0];
        assertThat(trust.member(first).name()).isEqualTo("berlin");
        now = begin.plus(Duration.ofDays(11));
        var second = keys.getCertificateChain(keys.chooseEngineClientAlias(new String[0], null, null))[0];
        assertThat(second).isNotEqualTo(first);
        now = begin.plus(Duration.ofDays(31));
        assertThat(trust.member(second).name()).isEqualTo("berlin");
        assertThatThrownBy(() -> trust.member(first)).isInstanceOf(CertificateException.class);
        now = begin.minus(Duration.ofHours(10));
        assertThat(trust.member(first).name()).isEqualTo("berlin");
        now = begin.minus(Duration.ofHours(14));
        assertThatThrownBy(() -> trust.member(first)).isInstanceOf(CertificateException.class);
    }

    @Test
    void without_a_certificate_or_with_an_older_tls_nobody_gets_in() throws Exception {
        World world = world(Algorithm.ED25519);
        SyncServer server = serve(world, 1, rounds(5));
        URI uri = URI.create("https://127.0.0.1:" + server.port() + "/sync/v1/head");
        RosterTrust trust = new RosterTrust(SyncIdentity.fixed(world.roster()), NETWORK, () -> now, Optional.empty());
        SSLContext without = SSLContext.getInstance("TLS");
        without.init(null, new TrustManager[] {(X509TrustManager) trust}, null);
        assertThatThrownBy(() -> get(uri, without, "TLSv1.3")).isInstanceOf(IOException.class);
        SSLContext with = SSLContext.getInstance("TLS");
        with.init(
                new javax.net.ssl.KeyManager[] {identity(world, 0).keys()},
                new TrustManager[] {(X509TrustManager) trust},
                null);
        assertThatThrownBy(() -> get(uri, with, "TLSv1.2")).isInstanceOf(IOException.class);
        assertThat(get(uri, with, "TLSv1.3")).isEqualTo(200);
    }

    private int get(URI uri, SSLContext context, String protocol) throws IOException, InterruptedException {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(new String[] {protocol});
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(context)
                .sslParameters(parameters)
                .version(HttpClient.Version.HTTP_1_1)
                .build()) {
            return client.send(
                            HttpRequest.newBuilder(uri)
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        }
    }

    @Test
    void a_bad_question_is_refused_and_a_large_one_is_cut() throws Exception {
        World world = world(Algorithm.ED25519);
        SyncServer server = serve(world, 1, rounds(1_000));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                new javax.net.ssl.KeyManager[] {identity(world, 0).keys()},
                new TrustManager[] {
                    new RosterTrust(SyncIdentity.fixed(world.roster()), NETWORK, () -> now, Optional.empty())
                },
                null);
        String base = "https://127.0.0.1:" + server.port() + "/sync/v1/";
        for (String bad : new String[] {"rounds", "rounds?after=x&limit=1", "rounds?after=1", "certificate?round=-1"})
            assertThat(get(URI.create(base + bad), context, "TLSv1.3")).as(bad).isEqualTo(400);
        assertThat(get(URI.create(base + "else"), context, "TLSv1.3")).isEqualTo(404);
        assertThat(neighbours(identity(world, 0)).rounds(0, 1_000)).hasSize(Paths.ROUNDS_MAX);
    }

    @Test
    void a_neighbour_that_does_not_answer_is_passed_over_and_not_blamed() {
        World world = world(Algorithm.ED25519);
        SyncNeighbours neighbours = neighbours(identity(world, 0));
        assertThat(neighbours.rounds(0, 10)).isEmpty();
        assertThat(neighbours.blamed()).isEmpty();
        serve(world, 1, rounds(3));
        now = now.plus(SyncNeighbours.SILENT).plusSeconds(1);
        assertThat(neighbours.rounds(0, 10)).hasSize(3);
    }
}
