package io.polder.api.node;

import io.polder.protocol.Address;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Tokens by which somebody who has proven a key reads one chain at this city for a time. A token says whose it is and
/// carries this city's HMAC-SHA-256 over that, so nothing is stored; what it opens is judged anew at each use.
public final class ReadTokens {
    /// By which a token of ours is told from an operator's.
    public static final String PREFIX = "read1.";

    public static final Duration LIFE_MAX = Duration.ofHours(24);
    public static final Duration LIFE = Duration.ofHours(8);
    private static final int CHARACTERS_MAX = 1_024;
    private static final String ALGORITHM = "HmacSHA256";
    private static final String PURPOSE = "polder read token 1";
    private static final int SECRET_BYTES = 32;

    private final SecretKeySpec secret;
    private final InstantSource clock;

    /// Who reads which chain until when, in epoch milliseconds; with the key that was proven where the authority chain
    /// knows it, since that key may end before the token does.
    public record Grant(String chain, Address who, Optional<Hash> key, long expires) {}

    /// What a token came to.
    public sealed interface Reading {
        /// It is this city's own and has not run out.
        record Held(Grant grant) implements Reading {}

        record Refused(String why) implements Reading {}
    }

    public ReadTokens(Bytes secret, InstantSource clock) {
        if (secret.size() < SECRET_BYTES)
            throw new Malformed("a secret of " + SECRET_BYTES + " bytes or more", secret.size() + " bytes");
        this.secret = new SecretKeySpec(secret.toArray(), ALGORITHM);
        this.clock = clock;
    }

    /// Tokens that end with this process.
    public static ReadTokens passing(InstantSource clock) {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return new ReadTokens(Bytes.wrap(secret), clock);
    }

    /// A token for a time of at most `LIFE_MAX` from now.
    public String issue(String chain, Address who, Optional<Hash> key, Duration life) {
        Duration bounded = life.compareTo(LIFE_MAX) > 0 ? LIFE_MAX : life;
        Bytes grant = Cbor.array(
                        Cbor.of(chain),
                        who.toCbor(),
                        key.<Cbor>map(Cbor::of).orElse(Cbor.NULL),
                        Cbor.of(clock.millis() + bounded.toMillis()))
                .encode();
        return token(grant);
    }

    private String token(Bytes grant) {
        return PREFIX + text(grant.toArray()) + "." + text(mac(PURPOSE, grant));
    }

    /// Takes as long for a wrong token as for a right one.
    public Reading read(String token) {
        String[] parts = token.split("\\.", -1);
        if (token.length() > CHARACTERS_MAX || parts.length != 3 || !token.startsWith(PREFIX))
            return new Reading.Refused("expected a read token, got none that is well formed");
        try {
            Bytes grant = Bytes.wrap(Base64.getUrlDecoder().decode(parts[1]));
            // As texts: base64 has several for the same bytes.
            if (!MessageDigest.isEqual(bytes(token(grant)), bytes(token)))
                return new Reading.Refused("expected a token that this city has issued");
            List<Cbor> fields = Cbor.decode(grant).asArray(4);
            Optional<Hash> key = fields.get(2).equals(Cbor.NULL)
                    ? Optional.empty()
                    : Optional.of(fields.get(2).asHash());
            Grant held = new Grant(
                    fields.get(0).asText(),
                    Address.of(fields.get(1)),
                    key,
                    fields.get(3).asInt());
            return held.expires() <= clock.millis()
                    ? new Reading.Refused("the token has run out: sign in again")
                    : new Reading.Held(held);
        } catch (IllegalArgumentException | Malformed e) {
            return new Reading.Refused("expected a read token, got none that is well formed");
        }
    }

    /// The city's word over something else that it gave out and will see again.
    public Bytes seal(String purpose, Bytes what) {
        return Bytes.wrap(mac(purpose, what));
    }

    private byte[] mac(String purpose, Bytes what) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            mac.update(Bytes.utf8(purpose).shared());
            mac.update((byte) 0);
            return mac.doFinal(what.shared());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + ALGORITHM, e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
