package io.polder.evm.rpc;

import io.polder.protocol.encoding.Malformed;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// From which web pages JSON-RPC may be asked. A browser says where a page is from; every other one is refused, also
/// where a browser itself would not ask first: on WebSockets, and for a page that had this host's name turned to us.
public record Origins(List<String> allowed) {
    /// Pages that this machine itself serves, at any port.
    public static final String LOOPBACK = "loopback";
    /// Pages from anywhere.
    public static final String ANY = "*";

    public static final int ORIGINS_MAX = 64;
    public static final Origins LOCAL = new Origins(List.of(LOOPBACK));

    private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9.-]{1,253}(:[0-9]{1,5})?");
    private static final Set<String> LOOPBACK_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String SECONDS = "600";
    private static final int FORBIDDEN = 403;
    private static final int NO_CONTENT = 204;

    public Origins {
        if (allowed.size() > ORIGINS_MAX)
            throw new Malformed("at most " + ORIGINS_MAX + " origins", allowed.size() + " origins");
        for (String each : allowed)
            if (!each.equals(LOOPBACK)
                    && !each.equals(ANY)
                    && !ORIGIN.matcher(each).matches())
                throw new Malformed(
                        "\"loopback\", \"*\" or an origin such as https://dapp.example", "\"" + each + "\"");
        allowed = List.copyOf(allowed);
    }

    /// Whether a page of this origin may ask.
    boolean takes(String origin) {
        return ORIGIN.matcher(origin).matches() && allowed.contains(origin)
                || allowed.contains(ANY)
                || allowed.contains(LOOPBACK) && isLoopback(origin);
    }

    private static boolean isLoopback(String origin) {
        try {
            URI uri = URI.create(origin);
            return uri.getHost() != null
                    && LOOPBACK_HOSTS.contains(uri.getHost())
                    && origin.equals(uri.getScheme() + "://" + uri.getRawAuthority())
                    && uri.getUserInfo() == null;
        } catch (IllegalArgumentException notAnOrigin) {
            return false;
        }
    }

    /// The host of a page that asks, as it stands in a message to sign; empty for programs that are no browsers.
    static Optional<String> host(Optional<String> origin) {
        return origin.map(text -> text.replaceFirst("^[a-z]+://", ""));
    }

    /// Refuses pages from elsewhere, answers what a browser asks beforehand, and marks what it may show a page.
    void judge(RoutingContext context) {
        HttpServerRequest request = context.request();
        String origin = request.getHeader("Origin");
        if (origin == null) {
            context.next();
            return;
        }
        HttpServerResponse response = context.response().putHeader("Vary", "Origin");
        if (!takes(origin)) {
            response.setStatusCode(FORBIDDEN).end("pages of this origin may not ask here");
            return;
        }
        response.putHeader("Access-Control-Allow-Origin", origin);
        if (request.method().equals(HttpMethod.OPTIONS)) preflight(request, response);
        else context.next();
    }

    private static void preflight(HttpServerRequest request, HttpServerResponse response) {
        if ("true".equals(request.getHeader("Access-Control-Request-Private-Network")))
            response.putHeader("Access-Control-Allow-Private-Network", "true");
        response.putHeader("Access-Control-Allow-Methods", "POST")
                .putHeader("Access-Control-Allow-Headers", "content-type, authorization")
                .putHeader("Access-Control-Max-Age", SECONDS)
                .setStatusCode(NO_CONTENT)
                .end();
    }
}
