package io.polder.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.chain.RoundBundle;
import io.polder.ledger.SnapshotPart;
import io.polder.ledger.SnapshotPart.Kind;
import io.polder.protocol.Certificate;
import io.polder.protocol.Member;
import io.polder.protocol.Roster;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.proof.Handover;
import io.polder.protocol.proof.ProofFile;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.SigningKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;

/// What a city that joins asks its neighbours: how the rosters came to be, and parts of a snapshot.
class NewcomerTest extends SyncFixture {
    private static final SnapshotPart HEADS = new SnapshotPart(7, Kind.HEADS, "", Bytes.EMPTY);
    private static final Bytes PART = Bytes.utf8("a part of a snapshot");

    private final World world = world(Algorithm.ED25519);

    private static Handover handover(long epoch, Roster next) {
        RoundRecord record = new RoundRecord(NETWORK, "main", epoch, 10 * epoch, 1, Hash.ZERO, next.hash());
        return new Handover(next, record, new Certificate(new TreeMap<>(Map.of(0L, Bytes.utf8("signed " + epoch)))));
    }

    private List<Handover> handovers(int count) {
        List<Handover> all = new ArrayList<>();
        for (int epoch = 0; epoch < count; epoch++)
            all.add(handover(epoch, new Roster("main", epoch + 1, world.roster().members())));
        return all;
    }

    /// A member that has hand-overs and says what a part is.
    private static class Giver implements RoundSource {
        final List<SnapshotPart> asked = new CopyOnWriteArrayList<>();
        private final List<Handover> handovers;
        private final Function<SnapshotPart, Optional<Bytes>> parts;

        Giver(List<Handover> handovers, Function<SnapshotPart, Optional<Bytes>> parts) {
            this.handovers = handovers;
            this.parts = parts;
        }

        @Override
        public List<RoundBundle> rounds(long after, int limit) {
            return List.of();
        }

        @Override
        public long certifiedRound() {
            return 0;
        }

        @Override
        public List<Handover> handovers(long afterEpoch) {
            return handovers.subList((int) Math.min(handovers.size(), afterEpoch), handovers.size());
        }

        @Override
        public Optional<Bytes> snapshot(SnapshotPart part) {
            asked.add(part);
            return parts.apply(part);
        }
    }

    private static Giver giver(Bytes part) {
        return new Giver(List.of(), asked -> Optional.of(part));
    }

    /// A member that answers as it likes.
    private void answering(int city, Consumer<HttpServerRequest> answer) {
        RosterTrust trust = new RosterTrust(SyncIdentity.fixed(world.roster()), NETWORK, () -> now, Optional.empty());
        vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(world.roster().members().get(city).sync().port())
                        .setSsl(true)
                        .setClientAuth(ClientAuth.REQUIRED)
                        .setKeyCertOptions(
                                KeyCertOptions.wrap(identity(world, city).keys()))
                        .setTrustOptions(TrustOptions.wrap(trust)))
                .requestHandler(answer::accept)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @Test
    void hand_overs_come_in_order_and_from_the_epoch_that_is_asked_for() {
        List<Handover> all = handovers(5);
        serve(world, 1, new Giver(all, part -> Optional.empty()));
        SyncNeighbours neighbours = neighbours(identity(world, 0));
        assertThat(neighbours.handovers(0)).isEqualTo(all);
        assertThat(neighbours.handovers(3)).isEqualTo(all.subList(3, 5));
        assertThat(neighbours.handovers(5)).isEmpty();
        assertThat(neighbours.blamed()).isEmpty();
    }

    @Test
    void no_more_hand_overs_are_given_at_once_than_a_proof_may_have() {
        Handover one = handovers(1).getFirst();
        serve(world, 1, new Giver(Collections.nCopies(Paths.HANDOVERS_MAX + 5, one), part -> Optional.empty()));
        assertThat(neighbours(identity(world, 0)).handovers(0)).hasSize(Paths.HANDOVERS_MAX);
    }

    @Test
    void hand_overs_that_are_cut_short_or_too_many_drop_whoever_gave_them() {
        List<Handover> all = handovers(3);
        Bytes whole = Cbor.array(all.stream().map(Handover::toCbor).toList()).encode();
        Bytes many = Cbor.array(Collections.nCopies(
                        ProofFile.HANDOVERS_MAX + 1, all.getFirst().toCbor()))
                .encode();
        for (Bytes lie :
                List.of(whole.slice(0, whole.size() - 1), many, Cbor.of(7).encode())) {
            try (FreshWorld fresh = new FreshWorld()) {
                fresh.test.answering(1, r -> r.response().end(Buffer.buffer(lie.shared())));
                fresh.test.serve(fresh.test.world, 2, new Giver(all, part -> Optional.empty()));
                SyncNeighbours neighbours = fresh.test.neighbours(fresh.test.identity(fresh.test.world, 0));
                assertThat(neighbours.handovers(0)).hasSize(3);
                assertThat(neighbours.blamed()).containsExactly(Map.entry("frankfurt", 1L));
            }
        }
    }

    /// Another set of cities, for a test that needs several.
    private static final class FreshWorld implements AutoCloseable {
        private final NewcomerTest test = new NewcomerTest();

        @Override
        public void close() {
            try {
                test.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void a_part_is_asked_for_as_it_is_meant_and_comes_as_it_is() {
        Giver giver = giver(PART);
        serve(world, 1, giver);
        SyncNeighbours neighbours = neighbours(identity(world, 0));
        for (Kind kind : Kind.values()) {
            SnapshotPart part = new SnapshotPart(41, kind, "city", Bytes.utf8("after"));
            assertThat(neighbours.snapshot(part)).contains(PART);
            assertThat(giver.asked).last().isEqualTo(part);
        }
    }

    @Test
    void who_does_not_keep_a_part_is_passed_by_and_not_blamed() {
        serve(world, 1, new Giver(List.of(), part -> Optional.empty()));
        serve(world, 2, giver(PART));
        SyncNeighbours neighbours = neighbours(identity(world, 0));
        assertThat(neighbours.snapshot(HEADS)).contains(PART);
        assertThat(neighbours.blamed()).isEmpty();
    }

    @Test
    void who_gave_a_part_that_does_not_hold_is_dropped_and_the_next_one_is_asked() {
        Giver liar = giver(Bytes.utf8("a lie"));
        serve(world, 1, liar);
        serve(world, 2, giver(PART));
        SyncNeighbours neighbours = neighbours(identity(world, 0));
        while (!neighbours.snapshot(HEADS).equals(Optional.of(Bytes.utf8("a lie"))))
            now = now.plus(SyncNeighbours.SILENT).plusSeconds(1);
        neighbours.blame("the headers are not the record's");
        assertThat(neighbours.blamed()).containsExactly(Map.entry("frankfurt", 1L));
        int before = liar.asked.size();
        for (int i = 0; i < 3; i++) assertThat(neighbours.snapshot(HEADS)).contains(PART);
        assertThat(liar.asked).hasSize(before);
    }

    @Test
    void an_answer_that_breaks_off_is_nobodys_lie_and_the_next_one_is_asked() {
        answering(1, request -> {
            request.response().putHeader("Content-Length", "1000");
            request.response()
                    .write(Buffer.buffer("the beginning"))
                    .onComplete(done -> request.connection().close());
        });
        serve(world, 2, giver(PART));
        SyncNeighbours neighbours = neighbours(identity(world, 0));
        assertThat(neighbours.snapshot(HEADS)).contains(PART);
        assertThat(neighbours.blamed()).isEmpty();
        assertThat(neighbours.troubles()).containsKey("frankfurt");
    }

    @Test
    void an_answer_that_says_it_is_huge_is_not_read_and_its_giver_is_dropped() {
        answering(1, request -> {
            request.response().putHeader("Content-Length", "" + (Paths.ANSWER_BYTES_MAX + 1L));
            request.response().write(Buffer.buffer("much"));
        });
        serve(world, 2, giver(PART));
        SyncNeighbours neighbours = neighbours(identity(world, 0));
        assertThat(neighbours.snapshot(HEADS)).contains(PART);
        assertThat(neighbours.blamed()).containsExactly(Map.entry("frankfurt", 1L));
    }

    @Test
    void a_stranger_gets_no_part_and_no_hand_over() {
        Giver giver = new Giver(handovers(2), part -> Optional.of(PART));
        serve(world, 1, giver);
        World strangers = world(Algorithm.ED25519);
        World posing = new World(strangers.keys(), withKeys(world.roster(), strangers.keys()));
        SyncNeighbours stranger = neighbours(identity(posing, 0));
        assertThat(stranger.snapshot(HEADS)).isEmpty();
        assertThat(stranger.handovers(0)).isEmpty();
        assertThat(giver.asked).isEmpty();
        assertThat(neighbours(identity(world, 0)).snapshot(HEADS)).contains(PART);
    }

    @Test
    void a_member_that_a_hand_over_names_is_asked_as_soon_as_it_is_learnt() {
        SigningKey oslo = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
        Member.Endpoint at = new Member.Endpoint("127.0.0.1", freePort());
        Member seat = new Member(
                3, "oslo", new Member.Home("oslo", "oslo"), oslo.publicKey(), new Member.Doors(at, at), Bytes.EMPTY);
        List<Member> members = new ArrayList<>(world.roster().members());
        members.add(seat);
        Roster larger = new Roster("main", 1, members);
        SyncIdentity own = new SyncIdentity("oslo", oslo, NETWORK, larger, () -> now);
        open.add(SyncServer.open(vertx, "127.0.0.1", at.port(), own, giver(PART)));
        Learning seats = new Learning(world.roster());
        SyncNeighbours neighbours =
                neighbours(new SyncIdentity("berlin", world.keys().getFirst(), NETWORK, seats, () -> now));
        assertThat(neighbours.snapshot(HEADS)).isEmpty();
        neighbours.learn(larger);
        assertThat(neighbours.snapshot(HEADS)).contains(PART);
    }

    private static final class Learning implements SyncIdentity.Seats {
        private Roster roster;

        private Learning(Roster first) {
            roster = first;
        }

        @Override
        public Roster roster() {
            return roster;
        }

        @Override
        public void learn(Roster proven) {
            roster = proven;
        }

        @Override
        public Optional<Member> known(String node) {
            return roster.member(node);
        }
    }

    @Test
    void a_question_for_a_part_that_cannot_be_is_refused() throws Exception {
        Giver giver = giver(PART);
        SyncServer server = serve(world, 1, giver);
        URI uri = URI.create("https://127.0.0.1:" + server.port() + Paths.SNAPSHOT);
        Bytes good = HEADS.encode();
        Bytes kindless = Cbor.array(Cbor.of(1), Cbor.of(99), Cbor.of(""), Cbor.of(Bytes.EMPTY))
                .encode();
        assertThat(post(uri, good)).isEqualTo(200);
        for (Bytes bad : List.of(good.slice(0, good.size() - 1), Bytes.EMPTY, Bytes.utf8("no cbor"), kindless))
            assertThat(post(uri, bad)).as(bad.toHex()).isEqualTo(400);
        assertThat(post(uri, Bytes.wrap(new byte[Paths.WIRE_BYTES_MAX + 1]))).isEqualTo(413);
        assertThat(giver.asked).hasSize(1);
    }

    private int post(URI uri, Bytes body) throws GeneralSecurityException, IOException, InterruptedException {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        RosterTrust trust = new RosterTrust(SyncIdentity.fixed(world.roster()), NETWORK, () -> now, Optional.empty());
        context.init(new KeyManager[] {identity(world, 0).keys()}, new TrustManager[] {trust}, null);
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(context)
                .version(HttpClient.Version.HTTP_1_1)
                .build()) {
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .timeout(Duration.ofSeconds(10))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body.toArray()))
                    .build();
            return client.send(request, BodyHandlers.discarding()).statusCode();
        }
    }
}
