package io.polder.api.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.polder.protocol.encoding.Malformed;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Binds operations to paths: runs each request on a virtual thread of its own, as many at once as the bounds say, and
/// turns whatever leaves an operation into an answer.
public final class Dispatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final String RETRY_AFTER_S = "1";

    private final Bounds bounds;
    private final MeterRegistry meters;
    private final Predicate<Request> operator;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("api-", 0).factory());
    private final Semaphore requests;
    private final Semaphore streams;

    /// @param operator true for a request of this node's operator
    public Dispatcher(Bounds bounds, MeterRegistry meters, Predicate<Request> operator) {
        this.bounds = bounds;
        this.meters = meters;
        this.operator = operator;
        this.requests = new Semaphore(bounds.requests());
        this.streams = new Semaphore(bounds.streams());
        meters.gauge("polder.http.requests.running", this, d -> bounds.requests() - d.requests.availablePermits());
        meters.gauge("polder.http.streams", this, d -> bounds.streams() - d.streams.availablePermits());
    }

    /// Literal segments come before parameters, so that `/blocks/stream` is not taken for a height.
    public void bind(Router router, Collection<? extends Operation> operations) {
        List<? extends Operation> sorted = operations.stream()
                .sorted(Comparator.comparing((Operation o) -> o.description().path()))
                .toList();
        for (Operation operation : sorted) {
            Description said = operation.description();
            Route route =
                    router.route(HttpMethod.valueOf(said.method()), said.path().replaceAll("\\{([a-z]+)}", ":$1"));
            if (said.takesBody()) route.handler(BodyHandler.create(false).setBodyLimit(bounds.bodyBytes()));
            route.handler(context -> dispatch(operation, context));
            route.failureHandler(this::failed);
        }
        router.errorHandler(
                404,
                context -> refuse(
                        context,
                        new Problem(
                                Fault.NOT_FOUND,
                                "there is no path " + context.request().path())));
        router.errorHandler(
                405,
                context -> refuse(
                        context,
                        new Problem(
                                Fault.METHOD_NOT_ALLOWED,
                                context.request().path() + " does not take "
                                        + context.request().method())));
        router.errorHandler(500, this::failed);
        router.errorHandler(400, this::failed);
    }

    private void dispatch(Operation operation, RoutingContext context) {
        if (!requests.tryAcquire()) {
            refuse(context, new Problem(Fault.BUSY, "the node works on " + bounds.requests() + " requests already"));
            return;
        }
        try {
            threads.execute(() -> answer(operation, context));
        } catch (RejectedExecutionException e) {
            requests.release();
            refuse(context, new Problem(Fault.NOT_SERVING, "the node is stopping"));
        }
    }

    private void answer(Operation operation, RoutingContext context) {
        long started = System.nanoTime();
        Request request = new Request(context);
        String id = operation.description().id();
        Reply reply;
        try {
            reply = handle(operation, request);
        } finally {
            requests.release();
        }
        if (reply instanceof Reply.Content content && EvenTime.HIDES.contains(content.status()))
            EvenTime.await(started);
        int status = switch (reply) {
            case Reply.Document d -> d.status();
            case Reply.Content c -> c.status();
            case Reply.Events e -> 200;
        };
        meters.timer("polder.http.requests", "operation", id, "status", Integer.toString(status))
                .record(Duration.ofNanos(System.nanoTime() - started));
        try {
            send(reply, context);
        } catch (IllegalStateException e) {
            // The client has closed the connection in the meantime: there is nobody to answer.
            LOG.debug("{} was not answered: {}", id, e.getMessage());
        }
    }

    private Reply handle(Operation operation, Request request) {
        try {
            if (operation.description().needsOperator() && !operator.test(request))
                throw new Problem(Fault.UNAUTHORIZED, "expected the operator's token, got none that holds");
            return operation.handle(request);
        } catch (Problem problem) {
            return problem(problem, request.shownUri());
        } catch (Malformed malformed) {
            return problem(Request.bad(malformed), request.shownUri());
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", operation.description().method(), request.shownUri(), e);
            return problem(new Problem(Fault.INTERNAL, "the node failed to answer"), request.shownUri());
        }
    }

    private static Reply.Content problem(Problem problem, String instance) {
        Fault fault = problem.fault();
        Map<String, String> headers = fault.passing()
                ? Map.of("Retry-After", RETRY_AFTER_S)
                : fault == Fault.UNAUTHORIZED ? Map.of("WWW-Authenticate", "Bearer") : Map.of();
        return new Reply.Content(
                fault.status(),
                Problem.TYPE,
                io.polder.protocol.encoding.Bytes.wrap(Json.bytes(problem.toJson(instance))),
                headers);
    }

    private void refuse(RoutingContext context, Problem problem) {
        send(problem(problem, new Request(context).shownUri()), context);
    }

    /// What Vert.x itself refuses, in our words.
    private void failed(RoutingContext context) {
        if (context.response().ended() || context.response().headWritten()) return;
        refuse(
                context,
                switch (context.statusCode()) {
                    case 413 ->
                        Problem.expected(
                                Fault.TOO_LARGE, "the body", "at most " + bounds.bodyBytes() + " bytes", "more");
                    case 400 ->
                        new Problem(Fault.BAD_REQUEST, "expected an HTTP request, got one that is not well formed");
                    default -> {
                        LOG.error("{} failed", new Request(context).shownUri(), context.failure());
                        yield new Problem(Fault.INTERNAL, "the node failed to answer");
                    }
                });
    }

    private void send(Reply reply, RoutingContext context) {
        HttpServerResponse response = context.response();
        response.putHeader("X-Content-Type-Options", "nosniff");
        switch (reply) {
            case Reply.Document(int status, var body, Map<String, String> headers) -> {
                headers.forEach(response::putHeader);
                response.setStatusCode(status)
                        .putHeader("Content-Type", Description.JSON)
                        .putHeader("Cache-Control", "no-store")
                        .end(Buffer.buffer(Json.bytes(body)));
            }
            case Reply.Content(int status, String type, var body, Map<String, String> headers) -> {
                headers.forEach(response::putHeader);
                response.setStatusCode(status)
                        .putHeader("Content-Type", type)
                        .putHeader("Cache-Control", "no-store")
                        .end(Buffer.buffer(body.shared()));
            }
            case Reply.Events(EventSource source) -> stream(source, context);
        }
    }

    private void stream(EventSource source, RoutingContext context) {
        if (!streams.tryAcquire()) {
            refuse(context, new Problem(Fault.BUSY, "the node serves " + bounds.streams() + " streams already"));
            return;
        }
        try {
            new ClientStream(context.response(), bounds.writePatience()).run(source);
        } catch (RuntimeException e) {
            LOG.error("a stream of {} failed", new Request(context).shownUri(), e);
        } finally {
            streams.release();
        }
    }

    /// Takes no more requests, and wakes the streams that are open.
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
