package io.polder.sync;

import io.polder.chain.RoundBundle;
import io.polder.ledger.SnapshotPart;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.proof.Handover;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.lang.System.Logger.Level;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLPeerUnverifiedException;

/// Gives certified rounds to the other cities of a cluster, and to nobody else.
public final class SyncServer implements AutoCloseable {
    static final int CONNECTIONS_MAX = 512;
    static final int REQUESTS_MAX = 8;
    private static final System.Logger LOG = System.getLogger(SyncServer.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int IDLE_S = 60;

    private final RoundSource source;
    private final SyncIdentity.Seats seats;
    private final RosterTrust trust;
    private final HttpServer server;
    private final AtomicInteger connections = new AtomicInteger();
    private final Semaphore requests = new Semaphore(REQUESTS_MAX);
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("sync-", 0).factory());

    private SyncServer(Vertx vertx, String host, int port, SyncIdentity identity, RoundSource source) {
        this.source = source;
        this.seats = identity.seats();
        this.trust = new RosterTrust(identity.seats(), identity.network(), identity.clock(), Optional.empty());
        HttpServerOptions options = new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setSsl(true)
                .setUseAlpn(false)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
                .setClientAuth(ClientAuth.REQUIRED)
                .setKeyCertOptions(KeyCertOptions.wrap(identity.keys()))
                .setTrustOptions(TrustOptions.wrap(trust))
                .setIdleTimeout(IDLE_S)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        this.server =
                vertx.createHttpServer(options).connectionHandler(this::admit).requestHandler(this::take);
    }

    /// Opens the door; the port listens when this returns. Port 0 takes any free one.
    public static SyncServer open(Vertx vertx, String host, int port, SyncIdentity identity, RoundSource source) {
        SyncServer sync = new SyncServer(vertx, host, port, identity, source);
        await("open the sync door at " + host + ":" + port, sync.server.listen());
        return sync;
    }

    public int port() {
        return server.actualPort();
    }

    private void admit(HttpConnection connection) {
        connection.closeHandler(gone -> connections.decrementAndGet());
        if (connections.incrementAndGet() > CONNECTIONS_MAX) connection.close();
    }

    private void take(HttpServerRequest request) {
        if (request.method() == HttpMethod.POST) {
            receive(request);
            return;
        }
        if (request.method() != HttpMethod.GET) {
            answer(request, 405, Bytes.EMPTY);
            return;
        }
        work(request, () -> handle(request));
    }

    /// A transaction of a city without a seat, or a question for a part of a snapshot.
    private void receive(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        if (length == null || !length.matches("[0-9]{1,7}") || Integer.parseInt(length) > Paths.WIRE_BYTES_MAX) {
            answer(request, 413, Bytes.EMPTY);
            return;
        }
        request.body().onSuccess(body -> work(request, () -> receive(request, Bytes.wrap(body.getBytes()))));
    }

    private void receive(HttpServerRequest request, Bytes wire) {
        try {
            switch (request.path()) {
                case Paths.TRANSACTIONS -> answer(request, source.take(wire) ? 200 : 409, Bytes.EMPTY);
                case Paths.SNAPSHOT -> {
                    requireMember(request);
                    Optional<Bytes> part = source.snapshot(SnapshotPart.decode(wire));
                    answer(request, part.isPresent() ? 200 : Paths.NOT_KEPT, part.orElse(Bytes.EMPTY));
                }
                default -> answer(request, 404, Bytes.EMPTY);
            }
        } catch (Malformed e) {
            answer(request, 400, Bytes.utf8(String.valueOf(e.getMessage())));
        } catch (NotAMember e) {
            answer(request, 403, Bytes.EMPTY);
        } catch (RuntimeException e) {
            fail(request, e);
        }
    }

    /// Whoever asks has left in the meantime, and this is not for it.
    private static final class NotAMember extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private void requireMember(HttpServerRequest request) {
        if (until(request) < Long.MAX_VALUE) throw new NotAMember();
    }

    /// The last round that who asks may have; the connection may be older than the end of its seat.
    private long until(HttpServerRequest request) {
        try {
            List<Certificate> chain = request.connection().peerCertificates();
            return seats.until(trust.member((X509Certificate) chain.getFirst()).name());
        } catch (SSLPeerUnverifiedException | CertificateException e) {
            throw new NotAMember();
        }
    }

    private void work(HttpServerRequest request, Runnable task) {
        if (!requests.tryAcquire()) {
            answer(request, 503, Bytes.EMPTY);
            return;
        }
        try {
            threads.execute(() -> {
                try {
                    task.run();
                } finally {
                    requests.release();
                }
            });
        } catch (RejectedExecutionException e) {
            requests.release();
            answer(request, 503, Bytes.EMPTY);
        }
    }

    private void handle(HttpServerRequest request) {
        try {
            switch (request.path()) {
                case Paths.HEAD -> {
                    requireMember(request);
                    answer(request, 200, Cbor.of(source.certifiedRound()).encode());
                }
                case Paths.ROUNDS -> {
                    long after = number(request, "after", Long.MAX_VALUE);
                    int limit = (int) Math.max(1, number(request, "limit", Paths.ROUNDS_MAX));
                    boolean kept = after >= source.keptAfter();
                    answer(
                            request,
                            kept ? 200 : Paths.NOT_KEPT,
                            kept ? rounds(after, limit, until(request)) : Bytes.EMPTY);
                }
                case Paths.HANDOVERS -> {
                    requireMember(request);
                    List<Handover> handovers = source.handovers(number(request, "after", Long.MAX_VALUE));
                    answer(
                            request,
                            200,
                            Cbor.array(handovers.stream()
                                            .limit(Paths.HANDOVERS_MAX)
                                            .map(Handover::toCbor)
                                            .toList())
                                    .encode());
                }
                case Paths.CERTIFICATE -> {
                    long round = number(request, "round", Long.MAX_VALUE);
                    Optional<RoundBundle> found = source.rounds(Math.max(0, round - 1), 1).stream()
                            .filter(b -> b.record().round() == round && round <= until(request))
                            .findFirst();
                    answer(
                            request,
                            found.isPresent() ? 200 : 404,
                            found.map(b -> b.certificate().toCbor().encode()).orElse(Bytes.EMPTY));
                }
                default -> answer(request, 404, Bytes.EMPTY);
            }
        } catch (NumberFormatException e) {
            answer(request, 400, Bytes.utf8(String.valueOf(e.getMessage())));
        } catch (NotAMember e) {
            answer(request, 403, Bytes.EMPTY);
        } catch (RuntimeException e) {
            fail(request, e);
        }
    }

    private static void fail(HttpServerRequest request, RuntimeException cause) {
        LOG.log(Level.ERROR, "a neighbour was not answered", cause);
        answer(request, 500, Bytes.EMPTY);
    }

    private static long number(HttpServerRequest request, String name, long max) {
        String text = request.getParam(name);
        if (text == null || !text.matches("[0-9]{1,18}"))
            throw new NumberFormatException(name + ": expected an integer, got " + text);
        return Math.min(max, Long.parseLong(text));
    }

    /// One round at a time, so that no more is held than is sent.
    private Bytes rounds(long after, int limit, long until) {
        List<Cbor> bundles = new ArrayList<>();
        long at = after;
        long size = 0;
        while (bundles.size() < limit && size < Paths.ANSWER_BYTES) {
            List<RoundBundle> next = source.rounds(at, 1);
            if (next.isEmpty() || next.getFirst().record().round() > until) break;
            Bytes bundle = next.getFirst().encode();
            bundles.add(Cbor.of(bundle));
            size += bundle.size();
            at = next.getFirst().record().round();
        }
        return Cbor.array(bundles).encode();
    }

    private static void answer(HttpServerRequest request, int status, Bytes body) {
        try {
            request.response()
                    .setStatusCode(status)
                    .putHeader("Content-Type", Paths.TYPE)
                    .end(Buffer.buffer(body.shared()));
        } catch (IllegalStateException e) {
            // The neighbour has gone in the meantime.
            LOG.log(Level.DEBUG, "not answered: {0}", e.getMessage());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        await("close the sync door", server.close());
    }

    private static void await(String what, Future<?> future) {
        try {
            future.toCompletionStage().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new SyncException("could not " + what + ": " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new SyncException("could not " + what + " within " + PATIENCE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SyncException("interrupted: could not " + what, e);
        }
    }
}
