package io.polder.sync;

import io.polder.protocol.Member;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.Algorithm;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Lets in members of a roster and nobody else: a certificate must be signed by the roster's key of the city it names,
/// be made for this network, and not have ended. There is no authority beside the roster, and no host name is checked,
/// since the key says who it is.
final class RosterTrust extends X509ExtendedTrustManager {
    private static final Duration TOLERANCE = Duration.ofHours(12);
    private static final Pattern NAME = Pattern.compile("CN=([A-Za-z0-9._-]{1,64}),O=([0-9a-f]{64})");

    private final SyncIdentity.Seats seats;
    private final Hash network;
    private final InstantSource clock;
    private final Optional<String> expected;

    /// @param expected the one member that is meant, when it is known
    RosterTrust(SyncIdentity.Seats seats, Hash network, InstantSource clock, Optional<String> expected) {
        this.seats = seats;
        this.network = network;
        this.clock = clock;
        this.expected = expected;
    }

    /// The member that a certificate speaks for.
    Member member(X509Certificate certificate) throws CertificateException {
        Matcher name = NAME.matcher(certificate.getSubjectX500Principal().getName());
        if (!name.matches() || !certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal()))
            throw new CertificateException(
                    "expected a city's certificate, got " + certificate.getSubjectX500Principal());
        if (!name.group(2).equals(network.toHex()))
            throw new CertificateException("expected the network " + network + ", got " + name.group(2));
        if (expected.isPresent() && !expected.get().equals(name.group(1)))
            throw new CertificateException("expected the city " + expected.get() + ", got " + name.group(1));
        Member member = seats.known(name.group(1))
                .orElseThrow(() ->
                        new CertificateException(name.group(1) + " has no seat in the roster, and no leave to follow"));
        Instant now = clock.instant();
        certificate.checkValidity(Date.from(now.isBefore(end(certificate)) ? later(certificate, now) : now));
        verify(certificate, member);
        return member;
    }

    private static Instant end(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant();
    }

    /// A clock that is somewhat slow does not lock its city out.
    private static Instant later(X509Certificate certificate, Instant now) {
        Instant begin = certificate.getNotBefore().toInstant();
        return now.isBefore(begin) && now.plus(TOLERANCE).isAfter(begin) ? begin : now;
    }

    private static void verify(X509Certificate certificate, Member member) throws CertificateException {
        try {
            String kind = member.key().algorithm() == Algorithm.ED25519 ? "Ed25519" : "EC";
            PublicKey key = KeyFactory.getInstance(kind)
                    .generatePublic(new X509EncodedKeySpec(member.key().toSpki().shared()));
            certificate.verify(key);
        } catch (GeneralSecurityException e) {
            throw new CertificateException("the key of " + member.name() + " in the roster has not signed this", e);
        }
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        if (chain.length != 1) throw new CertificateException("expected one certificate, got " + chain.length);
        member(chain[0]);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
