package io.polder.sync;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.SigningKey;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;

/// A TLS key that lives in memory alone, and a certificate by which the city's own key vouches for it: CN is the city
/// node's name, O the network's fingerprint. So the city's key never does TLS, and no authority is needed: who knows
/// the roster can check the certificate.
record CityCertificate(X509Certificate certificate, PrivateKey key) {
    static final Duration LIFE = Duration.ofDays(30);
    private static final Duration BEFORE = Duration.ofHours(1);
    private static final Bytes ED25519 = Bytes.hex("300506032b6570");
    private static final Bytes ECDSA_SHA256 = Bytes.hex("300a06082a8648ce3d040302");
    private static final Bytes COMMON_NAME = Bytes.hex("0603550403");
    private static final Bytes ORGANISATION = Bytes.hex("060355040a");
    private static final int SERIAL_BITS = 120;

    static CityCertificate make(String node, Hash network, SigningKey city, Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            Bytes name = name(node, network);
            Bytes algorithm = algorithm(city);
            Bytes body = Der.sequence(
                    Der.tagged(0xa0, Der.integer(BigInteger.TWO)),
                    Der.integer(new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE)),
                    algorithm,
                    name,
                    Der.sequence(Der.time(now.minus(BEFORE)), Der.time(now.plus(LIFE))),
                    name,
                    Bytes.wrap(pair.getPublic().getEncoded()));
            Bytes whole = Der.sequence(body, algorithm, Der.bits(signature(city, body)));
            X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(whole.shared()));
            return new CityCertificate(certificate, pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK makes no P-256 certificates", e);
        }
    }

    private static Bytes name(String node, Hash network) {
        return Der.sequence(
                Der.set(Der.sequence(ORGANISATION, Der.utf8(network.toHex()))),
                Der.set(Der.sequence(COMMON_NAME, Der.utf8(node))));
    }

    private static Bytes algorithm(SigningKey city) {
        return switch (city.publicKey().algorithm()) {
            case ED25519 -> ED25519;
            case ES256 -> ECDSA_SHA256;
            default ->
                throw new IllegalArgumentException("a city signs with Ed25519 or ES256, not "
                        + city.publicKey().algorithm());
        };
    }

    /// X.509 has ECDSA signatures in DER, COSE as r and s in 32 bytes each.
    private static Bytes signature(SigningKey city, Bytes body) {
        Bytes made = city.sign(body);
        if (city.publicKey().algorithm() != Algorithm.ES256) return made;
        int half = made.size() / 2;
        return Der.sequence(
                Der.integer(new BigInteger(1, made.slice(0, half).shared())),
                Der.integer(new BigInteger(1, made.slice(half, made.size()).shared())));
    }
}
