package io.polder.sync;

import io.polder.chain.RoundBundle;
import io.polder.protocol.Block;
import io.polder.protocol.Certificate;
import io.polder.protocol.Domain;
import io.polder.protocol.Header;
import io.polder.protocol.Member;
import io.polder.protocol.Member.Endpoint;
import io.polder.protocol.Roster;
import io.polder.protocol.RoundRecord;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.SigningKey;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;

/// Three cities that could fetch from each other: keys, a roster, doors on free ports, a clock that the test moves.
class SyncFixture {
    static final Hash NETWORK = Hash.of(Bytes.utf8("a network"));
    static final List<String> NAMES = List.of("berlin", "frankfurt", "hamburg");

    final Vertx vertx = Vertx.vertx();
    final List<AutoCloseable> open = new ArrayList<>();
    Instant now = Instant.now();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) each.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    record World(List<SigningKey> keys, Roster roster) {}

    static World world(Algorithm algorithm) {
        List<SigningKey> keys = new ArrayList<>();
        List<Member> members = new ArrayList<>();
        for (String name : NAMES) {
            SigningKey key = SigningKey.generate(algorithm, new SecureRandom());
            keys.add(key);
            Endpoint sync = new Endpoint("127.0.0.1", freePort());
            members.add(new Member(
                    members.size(),
                    name,
                    new Member.Home(name, name),
                    key.publicKey(),
                    new Member.Doors(sync, sync),
                    Bytes.EMPTY));
        }
        return new World(keys, new Roster("main", 0, members));
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    SyncIdentity identity(World world, int city) {
        return identity(world, city, NETWORK);
    }

    SyncIdentity identity(World world, int city, Hash network) {
        InstantSource clock = () -> now;
        return new SyncIdentity(NAMES.get(city), world.keys.get(city), network, world.roster, clock);
    }

    SyncServer serve(World world, int city, RoundSource source) {
        int port = world.roster.members().get(city).sync().port();
        SyncServer server = SyncServer.open(vertx, "127.0.0.1", port, identity(world, city), source);
        open.add(server);
        return server;
    }

    SyncNeighbours neighbours(SyncIdentity identity) {
        SyncNeighbours neighbours =
                new SyncNeighbours(identity, new Patience(Duration.ofSeconds(60), Duration.ofSeconds(60)));
        open.add(neighbours);
        return neighbours;
    }

    static RoundSource rounds(long newest) {
        return new RoundSource() {
            @Override
            public List<RoundBundle> rounds(long after, int limit) {
                return LongStream.rangeClosed(after + 1, newest)
                        .limit(limit)
                        .mapToObj(SyncFixture::bundle)
                        .toList();
            }

            @Override
            public long certifiedRound() {
                return newest;
            }
        };
    }

    static RoundBundle bundle(long round) {
        Header header = new Header(
                new Domain(NETWORK, "city"),
                new Header.Rules(1, 0),
                new Header.Place(round, round, round),
                Hash.ZERO,
                Hash.ZERO,
                Hash.ZERO,
                Hash.ZERO,
                0);
        RoundRecord record = new RoundRecord(NETWORK, "main", 0, round, round, Hash.ZERO, Hash.ZERO);
        TreeMap<Long, Bytes> signatures = new TreeMap<>(Map.of(0L, Bytes.utf8("signature " + round)));
        return new RoundBundle(record, new Certificate(signatures), List.of(new Block(header, List.of())));
    }

    /// A member of the roster that answers everything with the same bytes.
    void liar(World world, int city, Bytes answer) {
        SyncIdentity identity = identity(world, city);
        RosterTrust trust = new RosterTrust(SyncIdentity.fixed(world.roster), NETWORK, () -> now, Optional.empty());
        HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(world.roster.members().get(city).sync().port())
                        .setSsl(true)
                        .setClientAuth(ClientAuth.REQUIRED)
                        .setKeyCertOptions(KeyCertOptions.wrap(identity.keys()))
                        .setTrustOptions(TrustOptions.wrap(trust)))
                .requestHandler(r -> r.response().end(Buffer.buffer(answer.shared())));
        server.listen().toCompletionStage().toCompletableFuture().join();
    }

    static Roster withKeys(Roster roster, List<SigningKey> keys) {
        List<Member> members = new ArrayList<>();
        for (Member m : roster.members())
            members.add(new Member(
                    m.number(), m.name(), m.home(), keys.get((int) m.number()).publicKey(), m.doors(), m.engineKey()));
        return new Roster(roster.cluster(), roster.epoch(), members);
    }
}
