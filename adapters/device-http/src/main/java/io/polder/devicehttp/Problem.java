package io.polder.devicehttp;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is told of a refusal (RFC 9457): its code, and what was expected and got where the sentence says so.
record Problem(int status, String code, String detail) {
    private static final String TYPE = "application/problem+json";
    private static final Pattern EXPECTED_GOT = Pattern.compile("expected (.*), got (.*)", Pattern.DOTALL);
    private static final int UNPROCESSABLE = 422;
    private static final Map<String, Integer> STATUSES = Map.ofEntries(
            Map.entry("malformed", 400),
            Map.entry("unauthenticated", 401),
            Map.entry("unknown-sender", 403),
            Map.entry("unknown-key", 403),
            Map.entry("suspended", 403),
            Map.entry("not-permitted", 403),
            Map.entry("unknown-chain", 404),
            Map.entry("not-found", 404),
            Map.entry("method", 405),
            Map.entry("replayed", 409),
            Map.entry("overtaken", 409),
            Map.entry("too-large", 413),
            Map.entry("media-type", 415),
            Map.entry("over-quota", 429),
            Map.entry("busy", 503),
            Map.entry("not-serving", 503));

    /// Codes of contracts are unprocessable content.
    static Problem of(String code, String detail) {
        return new Problem(STATUSES.getOrDefault(code, UNPROCESSABLE), code, detail);
    }

    Future<Void> answer(HttpServerResponse response) {
        if (response.ended() || response.closed()) return Future.succeededFuture();
        JsonObject body = new JsonObject()
                .put("type", "about:blank")
                .put("title", code.replace('-', ' '))
                .put("status", status)
                .put("code", code)
                .put("detail", detail);
        Matcher matcher = EXPECTED_GOT.matcher(detail);
        if (matcher.matches()) body.put("expected", matcher.group(1)).put("got", matcher.group(2));
        if (status == 401) response.putHeader("WWW-Authenticate", "Bearer");
        if (status == 429 || status == 503) response.putHeader("Retry-After", "1");
        return response.setStatusCode(status).putHeader("Content-Type", TYPE).end(body.toBuffer());
    }
}
