package io.polder.protocol.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RevocationListTest {
    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-02-01T00:00:00Z");
    private static final long NOW = FROM.toEpochMilli() + 1_000;
    private static final List<BigInteger> SERIALS =
            List.of(BigInteger.ONE, BigInteger.valueOf(200), BigInteger.ONE.shiftLeft(100));

    private final CertificatePath paths = new CertificatePath(Signatures.jdk());

    private static Issuing issuing(Algorithm algorithm, String name) {
        return new Issuing(SigningKey.generate(algorithm, new SecureRandom()), "Kiel", name);
    }

    private static Certificate authority(Issuing by, Issuing of, int below) {
        return by.issue(
                new Issuing.Holder(of.name(), of.key().publicKey(), below),
                BigInteger.valueOf(7),
                FROM.minusSeconds(60),
                TO.plusSeconds(86_400));
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"ED25519", "ES256"})
    void the_jdk_reads_the_same_list_and_finds_its_signature_good(Algorithm algorithm) throws Exception {
        Issuing root = issuing(algorithm, "root");
        Certificate certificate = authority(root, root, 1);
        Bytes der = root.list(SERIALS, FROM, TO);
        RevocationList list = RevocationList.decode(der);
        X509CRL jdk =
                (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der.toArray()));
        jdk.verify(CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(certificate.der().toArray()))
                .getPublicKey());
        assertThat(list.serials()).isEqualTo(SERIALS);
        assertThat(jdk.getRevokedCertificates())
                .extracting(each -> each.getSerialNumber())
                .containsExactlyInAnyOrderElementsOf(list.serials());
        assertThat(list.life().from()).isEqualTo(jdk.getThisUpdate().getTime());
        assertThat(list.life().to()).isEqualTo(jdk.getNextUpdate().getTime());
        assertThat(list.issuer())
                .isEqualTo(Bytes.wrap(jdk.getIssuerX500Principal().getEncoded()));
        assertThat(paths.fault(list, List.of(), certificate, NOW)).isEmpty();
    }

    @Test
    void a_list_holds_by_the_way_from_its_issuer_to_the_trusted_authority_alone() {
        Issuing root = issuing(Algorithm.ED25519, "root");
        Issuing people = issuing(Algorithm.ED25519, "people");
        Certificate trusted = authority(root, root, 1);
        Certificate below = authority(root, people, 0);
        RevocationList list = RevocationList.decode(people.list(SERIALS, FROM, TO));
        assertThat(paths.fault(list, List.of(below), trusted, NOW)).isEmpty();
        assertThat(paths.fault(list, List.of(), trusted, NOW)).isPresent();
        assertThat(paths.fault(list, List.of(below, below, below), trusted, NOW))
                .isPresent();
        Issuing eve = issuing(Algorithm.ED25519, "people");
        assertThat(paths.fault(RevocationList.decode(eve.list(SERIALS, FROM, TO)), List.of(below), trusted, NOW))
                .isPresent();
        assertThat(paths.fault(list, List.of(authority(eve, people, 0)), trusted, NOW))
                .isPresent();
        Certificate holder = authority(root, people, -1);
        assertThat(paths.fault(list, List.of(holder), trusted, NOW)).isPresent();
        assertThat(RevocationList.decode(people.list(List.of(), FROM, TO)).serials())
                .isEmpty();
    }

    @Test
    void what_is_not_such_a_list_is_refused_and_nothing_else_happens() {
        Issuing root = issuing(Algorithm.ED25519, "root");
        Bytes good = root.list(SERIALS, FROM, TO);
        assertThatThrownBy(() -> RevocationList.decode(authority(root, root, 1).der()))
                .isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> RevocationList.decode(root.list(List.of(BigInteger.ONE, BigInteger.ONE), FROM, TO)))
                .isInstanceOf(Malformed.class);
        List<BigInteger> many = IntStream.rangeClosed(1, RevocationList.SERIALS_MAX + 1)
                .mapToObj(BigInteger::valueOf)
                .toList();
        assertThatThrownBy(() -> RevocationList.decode(root.list(many, FROM, TO)))
                .isInstanceOf(Malformed.class);
        assertThat(RevocationList.decode(root.list(many.subList(1, many.size()), FROM, TO))
                        .serials())
                .hasSize(RevocationList.SERIALS_MAX);
        Random random = new Random(1);
        Certificate trusted = authority(root, root, 1);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = good.toArray();
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(paths.fault(RevocationList.decode(Bytes.wrap(bytes)), List.of(), trusted, NOW))
                        .isPresent();
            } catch (Malformed e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
    }
}
