package io.polder.devicehttp;

import io.polder.gateway.DeviceProtocol;
import io.polder.gateway.GatewayException;
import io.polder.gateway.Inbox;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The HTTP door for devices on a port of its own. Requests wait on the event loop for their block, so thousands cost
/// no
/// thread: docs/spec/devices.md, 3.
public final class HttpDoor implements DeviceProtocol {
    private static final int HEADER_BYTES_MAX = 8_192;
    private static final int LINE_BYTES_MAX = 2_048;
    private static final int IDLE_SECONDS_MAX = 75;
    private static final long START_SECONDS_MAX = 20;

    private final Vertx vertx;
    private final HttpSettings settings;
    /// Each with whether it has sent the head of a request yet.
    private final Map<HttpConnection, Boolean> connections = new ConcurrentHashMap<>();
    private Optional<HttpServer> server = Optional.empty();

    public HttpDoor(Vertx vertx, HttpSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "http";
    }

    @Override
    public void start(Inbox inbox) {
        HttpServerOptions options = new HttpServerOptions();
        options.setHost(settings.host()).setPort(settings.port());
        options.setMaxHeaderSize(HEADER_BYTES_MAX).setMaxInitialLineLength(LINE_BYTES_MAX);
        options.setIdleTimeout(IDLE_SECONDS_MAX).setIdleTimeoutUnit(TimeUnit.SECONDS);
        options.setHttp2ClearTextEnabled(false).setUseAlpn(false);
        Listener.protect(options, settings.host(), settings.encryption());
        Router router = Router.router(vertx);
        router.route().handler(context -> {
            connections.replace(context.request().connection(), true);
            context.next();
        });
        new DeviceRoutes(vertx, inbox, settings.patience()).mount(router);
        router.route()
                .handler(context -> Problem.of("not-found", "expected a path under /v1/device, got another")
                        .answer(context.response()));
        HttpServer made =
                vertx.createHttpServer(options).connectionHandler(this::connect).requestHandler(router);
        wait(made.listen(), "listen on " + settings.host() + " port " + settings.port());
        server = Optional.of(made);
    }

    /// Who sends no whole head of a request in time loses the place.
    private void connect(HttpConnection connection) {
        if (connections.size() >= settings.connectionsMax()) {
            connection.close();
            return;
        }
        connections.put(connection, false);
        long timer = vertx.setTimer(settings.patience().toMillis(), id -> {
            if (connections.get(connection) == Boolean.FALSE) connection.close();
        });
        connection.closeHandler(closed -> {
            vertx.cancelTimer(timer);
            connections.remove(connection);
        });
    }

    private static void wait(Future<?> future, String what) {
        try {
            future.toCompletionStage().toCompletableFuture().get(START_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new GatewayException("the HTTP door for devices cannot " + what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException("the HTTP door for devices was interrupted: " + what, e);
        }
    }

    /// Clients at the moment.
    public int connections() {
        return connections.size();
    }

    @Override
    public int port() {
        return server.orElseThrow(() -> new IllegalStateException("the HTTP door is not open"))
                .actualPort();
    }

    @Override
    public void close() {
        server.ifPresent(open -> wait(open.close(), "close"));
        server = Optional.empty();
    }
}
