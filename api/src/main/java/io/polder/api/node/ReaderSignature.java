package io.polder.api.node;

import io.polder.api.http.Fault;
import io.polder.api.http.Problem;
import io.polder.api.http.Request;
import io.polder.protocol.Address;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Who asks, by an HTTP message signature (RFC 9421) over method, authority, path and query, and over the digest of the
/// body (RFC 9530) where there is one. The key is one that the authority chain knows for the address.
final class ReaderSignature {
    /// How far `created` may be from this city's clock; within it a request could be repeated, which reads the same.
    static final long AGE_MAX_S = 60;

    private static final Pattern INPUT = Pattern.compile("polder=(\\(\"@method\" \"@authority\" \"@path\" \"@query\""
            + "( \"content-digest\")?\\);created=([0-9]{1,12});"
            + "keyid=\"([a-z]{2,10}:[A-Za-z0-9._-]{1,64})/([0-9a-f]{64})\")");
    private static final Pattern SIGNATURE = Pattern.compile("polder=:([A-Za-z0-9+/=]{1,8192}):");
    private static final Pattern DIGEST = Pattern.compile("sha-256=:([A-Za-z0-9+/=]{44}):");

    private final NodeView node;
    private final Clock clock;

    ReaderSignature(NodeView node, Clock clock) {
        this.node = node;
        this.clock = clock;
    }

    /// The address that signed the request; empty without a signature. One that does not hold is refused, whatever is
    /// asked for.
    Optional<Address> signer(Request request) {
        return holder(request).map(Access.KeyHolder::who);
    }

    /// The same with the key that signed.
    Optional<Access.KeyHolder> holder(Request request) {
        Optional<String> input = request.header("Signature-Input");
        if (input.isEmpty()) return Optional.empty();
        Matcher parts = INPUT.matcher(input.get());
        Matcher given = SIGNATURE.matcher(request.header("Signature").orElse(""));
        if (!parts.matches() || !given.matches())
            throw refused("expected Signature-Input and Signature as docs/spec/reading.md says");
        long age = Math.abs(clock.instant().getEpochSecond() - Long.parseLong(parts.group(3)));
        if (age > AGE_MAX_S) throw refused("expected a signature made within 60 s of this city's time");
        boolean digested = parts.group(2) != null;
        Bytes body = request.body();
        if (!body.isEmpty() && !digested) throw refused("expected a signature over the content-digest of the body");
        StringBuilder base = new StringBuilder()
                .append("\"@method\": ")
                .append(request.method())
                .append('\n')
                .append("\"@authority\": ")
                .append(request.authority())
                .append('\n')
                .append("\"@path\": ")
                .append(request.uri())
                .append('\n')
                .append("\"@query\": ?")
                .append(request.rawQuery())
                .append('\n');
        if (digested)
            base.append("\"content-digest\": ").append(digest(request, body)).append('\n');
        base.append("\"@signature-params\": ").append(parts.group(1));
        return Optional.of(checked(parts, Bytes.utf8(base.toString()), given.group(1)));
    }

    private Access.KeyHolder checked(Matcher parts, Bytes base, String signature) {
        try {
            Address who = Address.parse(parts.group(4));
            Bytes bytes = Bytes.wrap(Base64.getDecoder().decode(signature));
            Hash key = Hash.hex(parts.group(5));
            if (node.signed(who, key, base, bytes)) return new Access.KeyHolder(who, key);
        } catch (Malformed | IllegalArgumentException e) {
            throw refused("expected an address and a signature in base64");
        }
        throw refused("expected a signature that holds under a key of " + parts.group(4));
    }

    private static String digest(Request request, Bytes body) {
        String said = request.header("Content-Digest").orElse("");
        Matcher digest = DIGEST.matcher(said);
        String is = Base64.getEncoder().encodeToString(Hash.of(body).bytes().shared());
        if (!digest.matches() || !digest.group(1).equals(is)) throw refused("expected the content-digest of the body");
        return said;
    }

    private static Problem refused(String why) {
        return new Problem(Fault.BAD_SIGNATURE, why);
    }
}
