package io.polder.api.http;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/// One HTTP request as operations see it: its parameters by name and kind; what is not as it must be is a `Problem`.
public final class Request {
    public static final String AT_LEAST_HEADER = "Polder-At-Least";
    private static final int SHOWN_MAX = 80;

    private final RoutingContext context;

    public Request(RoutingContext context) {
        this.context = context;
    }

    public String path(String name) {
        return context.pathParam(name);
    }

    public Hash pathHash(String name) {
        return hash(name, path(name));
    }

    public long pathInteger(String name, long min, long max) {
        return integer(name, path(name), min, max);
    }

    public Optional<String> query(String name) {
        List<String> values = context.queryParam(name);
        if (values.size() > 1) throw bad(name, "at most one value", values.size() + " values");
        return values.stream().findFirst();
    }

    public long queryInteger(String name, long byDefault, long min, long max) {
        return query(name).map(text -> integer(name, text, min, max)).orElse(byDefault);
    }

    public OptionalLong queryInteger(String name) {
        return query(name)
                .map(text -> OptionalLong.of(integer(name, text, 0, Long.MAX_VALUE)))
                .orElse(OptionalLong.empty());
    }

    public int limit(int byDefault, int max) {
        return (int) queryInteger("limit", byDefault, 1, max);
    }

    public boolean flag(String name) {
        return query(name)
                .map(text -> switch (text) {
                    case "", "true", "1" -> true;
                    case "false", "0" -> false;
                    default -> throw bad(name, "true or false", text);
                })
                .orElse(false);
    }

    /// One of the words, the first when nothing is said.
    public String choice(String name, String... words) {
        String text = query(name).orElse(words[0]);
        if (!List.of(words).contains(text)) throw bad(name, "one of " + String.join(", ", words), text);
        return text;
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(context.request().getHeader(name));
    }

    /// The height that the answer must not be older than.
    public OptionalLong atLeast() {
        OptionalLong asked = queryInteger(Parameter.AT_LEAST);
        if (asked.isPresent()) return asked;
        return header(AT_LEAST_HEADER)
                .map(text -> OptionalLong.of(integer(AT_LEAST_HEADER, text, 0, Long.MAX_VALUE)))
                .orElse(OptionalLong.empty());
    }

    public Bytes body() {
        if (context.body() == null) return Bytes.EMPTY;
        Buffer body = context.body().buffer();
        return body == null ? Bytes.EMPTY : Bytes.wrap(body.getBytes());
    }

    /// The media type of the body without its parameters, in lower case.
    public String contentType() {
        String type = context.request().getHeader("Content-Type");
        return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /// True when CBOR is asked for by name; JSON is what is given otherwise.
    public boolean wantsCbor() {
        String accept = header("Accept").orElse("*/*");
        if (accept.contains(Description.CBOR)) return true;
        if (accept.contains(Description.JSON) || accept.contains("*/*") || accept.contains("application/*"))
            return false;
        throw Problem.expected(
                Fault.NOT_ACCEPTABLE, "Accept", Description.JSON + " or " + Description.CBOR, shown(accept));
    }

    public Optional<String> bearer() {
        return header("Authorization")
                .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(value -> value.substring(7).strip());
    }

    public String method() {
        return context.request().method().name();
    }

    /// Host and port as the client named them, in lower case.
    public String authority() {
        var authority = context.request().authority();
        return authority == null ? "" : authority.toString().toLowerCase(Locale.ROOT);
    }

    /// What follows the question mark, as it was sent.
    public String rawQuery() {
        String query = context.request().query();
        return query == null ? "" : query;
    }

    public String uri() {
        return context.request().path();
    }

    /// The path without what is secret in it.
    public String shownUri() {
        String token = path("token");
        return token == null ? uri() : uri().replace(token, "TOKEN");
    }

    public static Hash hash(String name, String text) {
        if (!text.matches("[0-9a-f]{64}")) throw bad(name, "64 lower-case hexadecimal digits", text);
        return Hash.hex(text);
    }

    public static long integer(String name, String text, long min, long max) {
        try {
            if (text.matches("[0-9]{1,19}")) {
                long value = Long.parseLong(text);
                if (value >= min && value <= max) return value;
            }
        } catch (NumberFormatException e) {
            // Larger than any: said below.
        }
        throw bad(name, max == Long.MAX_VALUE ? "an integer of " + min + " or more" : min + " to " + max, text);
    }

    public static Problem bad(String name, String expected, String got) {
        return Problem.expected(Fault.BAD_REQUEST, name, expected, "\"" + shown(got) + "\"");
    }

    static Problem bad(Malformed malformed) {
        return new Problem(Fault.BAD_REQUEST, malformed.getMessage());
    }

    private static String shown(String text) {
        return text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) + "…" : text;
    }
}
