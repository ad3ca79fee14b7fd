package io.polder.devicehttp;

import io.polder.gateway.Credential;
import io.polder.gateway.Delivery;
import io.polder.gateway.Form;
import io.polder.gateway.Inbox;
import io.polder.gateway.Inbox.Opening.Denied;
import io.polder.gateway.Inbox.Opening.Opened;
import io.polder.gateway.Route.Acknowledge;
import io.polder.gateway.Session;
import io.polder.gateway.Uplink;
import io.polder.protocol.Names;
import io.polder.protocol.encoding.Bytes;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/// The paths under `/v1/device`, for the door's own port or for a router that serves more: docs/spec/devices.md, 3.
public final class DeviceRoutes {
    static final int BODY_BYTES_MAX = 131_072;
    private static final String UPLINK = "/v1/device/:chain/:thing/:form";
    private static final String BEARER = "Bearer ";

    private final Vertx vertx;
    private final Inbox inbox;
    private final Duration patience;

    public DeviceRoutes(Vertx vertx, Inbox inbox, Duration patience) {
        this.vertx = vertx;
        this.inbox = inbox;
        this.patience = patience;
    }

    public void mount(Router router) {
        router.get("/v1/device/time").handler(this::time);
        router.post(UPLINK).handler(this::deadline);
        router.post(UPLINK)
                .handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX))
                .handler(this::uplink)
                .failureHandler(DeviceRoutes::failed);
        router.route(UPLINK)
                .handler(context -> Problem.of("method", "expected POST, got another method")
                        .answer(context.response().putHeader("Allow", "POST")));
    }

    private void time(RoutingContext context) {
        List<String> chains = context.queryParam("chain");
        var advice = inbox.time(chains.stream().findFirst());
        if (advice.isEmpty())
            Problem.of("unknown-chain", "expected a chain with a route, got another")
                    .answer(context.response());
        else
            context.response()
                    .putHeader("Content-Type", "application/json")
                    .end(advice.get().json());
    }

    /// Bounds a request from its first line on, so that a body that trickles in holds no place for long.
    private void deadline(RoutingContext context) {
        long timer = vertx.setTimer(patience.toMillis(), id -> {
            HttpConnection connection = context.request().connection();
            Problem.of(
                            "busy",
                            "not final within " + patience.toSeconds()
                                    + " s: it may still become so, and sending it again does no harm")
                    .answer(context.response())
                    .onComplete(answered -> connection.close());
        });
        context.addEndHandler(end -> vertx.cancelTimer(timer));
        context.next();
    }

    private void uplink(RoutingContext context) {
        String chain = context.pathParam("chain");
        String thing = context.pathParam("thing");
        Optional<Form> form = form(context);
        if (form.isEmpty() || !Names.valid(chain) || !Names.valid(thing)) {
            misdirected(context, form.isPresent());
            return;
        }
        switch (inbox.open(credential(context, thing))) {
            case Denied(String code, String detail) -> Problem.of(code, detail).answer(context.response());
            case Opened(Session session) -> {
                Buffer body = Optional.ofNullable(context.body().buffer()).orElseGet(Buffer::buffer);
                Context loop = vertx.getOrCreateContext();
                session.send(
                        new Uplink(chain, thing, form.get(), Bytes.wrap(body.getBytes()), wished(context)),
                        delivery -> loop.runOnContext(now -> answer(context.response(), delivery)));
            }
        }
    }

    /// RFC 7240, 4.1, or a parameter for clients that set no headers.
    private static Optional<Acknowledge> wished(RoutingContext context) {
        String prefer =
                Optional.ofNullable(context.request().getHeader("Prefer")).orElse("");
        boolean hasty =
                prefer.contains("respond-async") || context.queryParam("ack").contains("accepted");
        return hasty ? Optional.of(Acknowledge.ACCEPTED) : Optional.empty();
    }

    private static void misdirected(RoutingContext context, boolean formed) {
        if (!formed && context.pathParam("form").equals("senml"))
            Problem.of(
                            "media-type",
                            "expected application/senml+json or application/senml+cbor, got another media type")
                    .answer(context.response());
        else
            Problem.of("not-found", "expected /v1/device/{chain}/{thing}/ and frame, tx or senml, got another path")
                    .answer(context.response());
    }

    private static Optional<Form> form(RoutingContext context) {
        String type =
                Optional.ofNullable(context.request().getHeader("Content-Type")).orElse("");
        String media = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return switch (context.pathParam("form")) {
            case "frame" -> Optional.of(Form.FRAME);
            case "tx" -> Optional.of(Form.TRANSACTION);
            case "senml" ->
                switch (media) {
                    case "application/senml+json" -> Optional.of(Form.SENML_JSON);
                    case "application/senml+cbor" -> Optional.of(Form.SENML_CBOR);
                    default -> Optional.empty();
                };
            default -> Optional.empty();
        };
    }

    private static Credential credential(RoutingContext context, String thing) {
        String header = context.request().getHeader("Authorization");
        if (header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
            return new Credential.Token(thing, header.substring(BEARER.length()).strip());
        if (header != null) return new Credential.Token(thing, "");
        return certificate(context)
                .<Credential>map(certificate -> new Credential.Certificate(Optional.of(thing), certificate))
                .orElseGet(Credential.SignatureAlone::new);
    }

    private static Optional<X509Certificate> certificate(RoutingContext context) {
        if (!context.request().isSSL()) return Optional.empty();
        try {
            return List.of(context.request().sslSession().getPeerCertificates()).stream()
                    .findFirst()
                    .filter(X509Certificate.class::isInstance)
                    .map(X509Certificate.class::cast);
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty(); // the client has shown none
        }
    }

    private static void answer(HttpServerResponse response, Delivery delivery) {
        if (response.ended() || response.closed()) return;
        switch (delivery) {
            case Delivery.Final(var id, long height) ->
                json(
                        response,
                        201,
                        new JsonObject()
                                .put("id", id.toHex())
                                .put("height", height)
                                .put("final", true));
            case Delivery.Accepted(var id) ->
                json(response, 202, new JsonObject().put("id", id.toHex()).put("final", false));
            case Delivery.Refused(String code, String detail) ->
                Problem.of(code, detail).answer(response);
            case Delivery.Busy(String detail) -> Problem.of("busy", detail).answer(response);
        }
    }

    private static void json(HttpServerResponse response, int status, JsonObject body) {
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(body.toBuffer());
    }

    private static void failed(RoutingContext context) {
        Problem problem = context.statusCode() == 413
                ? Problem.of("too-large", "expected at most " + BODY_BYTES_MAX + " bytes, got more")
                : Problem.of("malformed", "expected a request that can be read, got another");
        problem.answer(context.response());
    }
}
