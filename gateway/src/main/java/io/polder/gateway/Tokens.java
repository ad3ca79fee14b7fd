package io.polder.gateway;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Malformed;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Makes and checks the token of a thing: an HMAC-SHA-256 over its name under the city's gateway secret, so that
/// nothing
/// is stored. A token ends when the thing is suspended, or with all others when the secret is replaced.
public final class Tokens {
    public static final int SECRET_BYTES = 32;
    private static final String ALGORITHM = "HmacSHA256";
    private static final String PURPOSE = "polder device token 1:";

    private final SecretKeySpec secret;

    public Tokens(Bytes secret) {
        if (secret.size() < SECRET_BYTES)
            throw new Malformed("a gateway secret of " + SECRET_BYTES + " bytes or more", secret.size() + " bytes");
        this.secret = new SecretKeySpec(secret.toArray(), ALGORITHM);
    }

    /// 43 characters of the alphabet of base64url.
    public String of(String thing) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            byte[] made = mac.doFinal((PURPOSE + thing).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(made);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + ALGORITHM, e);
        }
    }

    /// Takes as long for a wrong token as for the right one.
    public boolean holds(String thing, String token) {
        return MessageDigest.isEqual(
                of(thing).getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }
}
