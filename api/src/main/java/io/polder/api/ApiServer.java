package io.polder.api;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.polder.api.chain.ListAttempts;
import io.polder.api.chain.ListBlocks;
import io.polder.api.chain.ListChains;
import io.polder.api.chain.ProveReading;
import io.polder.api.chain.ProveState;
import io.polder.api.chain.ProveTransaction;
import io.polder.api.chain.RunQuery;
import io.polder.api.chain.ShowBlock;
import io.polder.api.chain.ShowChain;
import io.polder.api.chain.ShowTransaction;
import io.polder.api.chain.SubmitTransaction;
import io.polder.api.http.Bounds;
import io.polder.api.http.Dispatcher;
import io.polder.api.http.Operation;
import io.polder.api.network.ExplainProblem;
import io.polder.api.network.GiveGenesis;
import io.polder.api.network.GiveMetrics;
import io.polder.api.network.GiveOpenApi;
import io.polder.api.network.Health;
import io.polder.api.network.ShowNetwork;
import io.polder.api.network.ShowStatus;
import io.polder.api.network.TellTime;
import io.polder.api.node.Access;
import io.polder.api.node.NodeView;
import io.polder.api.node.OperatorDesk;
import io.polder.api.node.ReadTokens;
import io.polder.api.operator.HostKey;
import io.polder.api.operator.IssueToken;
import io.polder.api.operator.SubmitAsHosted;
import io.polder.api.operator.SubmitAsNode;
import io.polder.api.record.KeyEntry;
import io.polder.api.record.KeyHistory;
import io.polder.api.record.KeyRange;
import io.polder.api.record.LatestOfThing;
import io.polder.api.record.LatestReadings;
import io.polder.api.record.ListThings;
import io.polder.api.record.ReadingHistory;
import io.polder.api.record.ShowThing;
import io.polder.api.stream.StreamBlocks;
import io.polder.api.stream.StreamEvents;
import io.polder.api.stream.StreamReadings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// The one HTTP port of a city node: REST with its OpenAPI document, streams, metrics, and what adapters add.
public final class ApiServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int IDLE_S = 75;
    private static final int LINE_MAX = 8 * 1024;
    private static final int HEADERS_MAX = 16 * 1024;

    private final Dispatcher dispatcher;
    private final HttpServer server;
    private final Bounds bounds;
    private final AtomicInteger connections = new AtomicInteger();

    /// What the door shows and who stands behind it. The desk is there when the operator may act through this door.
    /// The tokens are those that hold at all of this city's doors.
    public record Subject(
            NodeView node, Optional<OperatorDesk> desk, List<Extension> extensions, Clock clock, ReadTokens tokens) {
        public Subject {
            extensions = List.copyOf(extensions);
        }

        public Subject(NodeView node, Optional<OperatorDesk> desk, List<Extension> extensions, Clock clock) {
            this(node, desk, extensions, clock, ReadTokens.passing(clock));
        }
    }

    private ApiServer(Vertx vertx, ApiSettings settings, Dispatcher dispatcher, Router router) {
        this.dispatcher = dispatcher;
        this.bounds = settings.bounds();
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(settings.host())
                        .setPort(settings.port())
                        .setHttp2ClearTextEnabled(false)
                        .setMaxInitialLineLength(LINE_MAX)
                        .setMaxHeaderSize(HEADERS_MAX)
                        .setIdleTimeout(IDLE_S)
                        .setIdleTimeoutUnit(TimeUnit.SECONDS))
                .connectionHandler(this::admit)
                .requestHandler(router);
    }

    /// Opens the door; the port listens when this returns.
    public static ApiServer open(Vertx vertx, ApiSettings settings, PrometheusMeterRegistry meters, Subject subject) {
        Access access = new Access(subject.node(), settings.operatorToken(), subject.clock(), subject.tokens());
        Dispatcher dispatcher = new Dispatcher(settings.bounds(), meters, access::isOperator);
        Router router = Router.router(vertx);
        List<Operation> operations = operations(access, settings, meters, subject);
        subject.extensions().forEach(extension -> operations.addAll(extension.operations()));
        operations.add(new GiveOpenApi(subject.node().status().version(), operations));
        dispatcher.bind(router, operations);
        subject.extensions().forEach(extension -> extension.mount(router));
        ApiServer api = new ApiServer(vertx, settings, dispatcher, router);
        meters.gauge("polder.http.connections", api.connections);
        await("open the HTTP door at " + settings.host() + ":" + settings.port(), api.server.listen());
        return api;
    }

    private static List<Operation> operations(
            Access access, ApiSettings settings, PrometheusMeterRegistry meters, Subject subject) {
        NodeView node = subject.node();
        Duration heartbeat = settings.bounds().heartbeat();
        List<Operation> all = new ArrayList<>(List.of(
                new Health(node, "/health", "liveness"),
                new Health(node, "/v1/health", "health"),
                new ShowStatus(node, access, subject.clock()),
                new ShowNetwork(node),
                new GiveGenesis(node),
                new TellTime(node, subject.clock()),
                new ExplainProblem(),
                new GiveMetrics(meters, new NodeMeters(node, meters)::refresh)));
        all.addAll(List.of(
                new ListChains(access),
                new ShowChain(access),
                new ListAttempts(access),
                new SubmitTransaction(access),
                new ShowTransaction(access),
                new ListBlocks(access),
                new ShowBlock(access),
                new RunQuery(access),
                new ProveTransaction(access),
                new ProveReading(access),
                new ProveState(access)));
        all.addAll(List.of(
                new ListThings(access),
                new ShowThing(access),
                new LatestReadings(access),
                new LatestOfThing(access),
                new ReadingHistory(access),
                new KeyEntry(access),
                new KeyHistory(access),
                new KeyRange(access)));
        all.addAll(List.of(
                new StreamBlocks(access, heartbeat),
                new StreamEvents(access, heartbeat),
                new StreamReadings(access, heartbeat)));
        subject.desk()
                .ifPresent(desk -> all.addAll(List.of(
                        new IssueToken(desk),
                        new SubmitAsNode(access, desk),
                        new HostKey(desk),
                        new SubmitAsHosted(access, desk, subject.clock()))));
        return all;
    }

    private void admit(HttpConnection connection) {
        connection.closeHandler(gone -> connections.decrementAndGet());
        if (connections.incrementAndGet() > bounds.connections()) connection.close();
    }

    /// The port that was taken.
    public int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        dispatcher.close();
        await("close the HTTP door", server.close());
    }

    private static void await(String what, Future<?> future) {
        try {
            future.toCompletionStage().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new ApiException("could not " + what + ": " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new ApiException("could not " + what + " within " + PATIENCE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException("interrupted: could not " + what, e);
        }
    }
}
