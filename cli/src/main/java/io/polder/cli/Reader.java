package io.polder.cli;

import io.polder.protocol.Address;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.SigningKey;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Base64;
import java.util.Locale;

/// Signs requests as docs/spec/reading.md says, so that a node knows who reads.
record Reader(Address who, SigningKey key) {
    void sign(HttpRequest.Builder request, String method, URI uri, byte[] body) {
        StringBuilder base = new StringBuilder();
        line(base, "@method", method);
        line(base, "@authority", uri.getAuthority().toLowerCase(Locale.ROOT));
        line(base, "@path", uri.getRawPath());
        line(base, "@query", "?" + (uri.getRawQuery() == null ? "" : uri.getRawQuery()));
        String covered = "(\"@method\" \"@authority\" \"@path\" \"@query\"";
        if (body.length > 0) {
            String digest = "sha-256=:" + base64(Hash.of(Bytes.wrap(body)).bytes()) + ":";
            request.header("Content-Digest", digest);
            line(base, "content-digest", digest);
            covered += " \"content-digest\"";
        }
        String parameters = covered + ");created=" + System.currentTimeMillis() / 1_000 + ";keyid=\"" + who + "/"
                + key.publicKey().thumbprint().toHex() + "\"";
        base.append("\"@signature-params\": ").append(parameters);
        request.header("Signature-Input", "polder=" + parameters);
        request.header("Signature", "polder=:" + base64(key.sign(Bytes.utf8(base.toString()))) + ":");
    }

    private static void line(StringBuilder base, String name, String value) {
        base.append('"').append(name).append("\": ").append(value).append('\n');
    }

    private static String base64(Bytes bytes) {
        return Base64.getEncoder().encodeToString(bytes.shared());
    }
}
