package io.polder.protocol.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Instant END = NOW.plus(Duration.ofDays(90));
    private static final long TIME = NOW.plusSeconds(60).toEpochMilli();

    private final CertificatePath paths = new CertificatePath(Signatures.jdk());

    /// A root, an authority below it and a holder.
    private record Tree(Certificate root, Certificate issuing, Certificate holder, Issuing issuer) {
        static Tree of(Algorithm algorithm, int below) {
            SigningKey rootKey = SigningKey.generate(algorithm, RANDOM);
            SigningKey issuingKey = SigningKey.generate(algorithm, RANDOM);
            SigningKey holderKey = SigningKey.generate(Algorithm.ED25519, RANDOM);
            Issuing root = new Issuing(rootKey, "Kiel", "Kiel root");
            Issuing issuing = new Issuing(issuingKey, "Kiel", "Kiel people");
            return new Tree(
                    root.issue(new Issuing.Holder("Kiel root", rootKey.publicKey(), below), serial(), NOW, END),
                    root.issue(new Issuing.Holder("Kiel people", issuingKey.publicKey(), 0), serial(), NOW, END),
                    issuing.issue(new Issuing.Holder("ada", holderKey.publicKey(), -1), serial(), NOW, END),
                    issuing);
        }

        List<Certificate> path() {
            return List.of(holder, issuing);
        }
    }

    private static BigInteger serial() {
        return new BigInteger(119, RANDOM).add(BigInteger.ONE);
    }

    private static X509Certificate jdk(Certificate certificate) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(certificate.der().toArray()));
    }

    private static boolean jdkTakes(List<Certificate> path, Certificate trusted, long time)
            throws GeneralSecurityException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Certificate each : path) certificates.add(jdk(each));
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(jdk(trusted), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(new Date(time));
        try {
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(certificates), parameters);
            return true;
        } catch (java.security.cert.CertPathValidatorException e) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"ED25519", "ES256"})
    void two_levels_hold_here_and_in_the_jdk(Algorithm algorithm) throws GeneralSecurityException {
        Tree tree = Tree.of(algorithm, 1);
        assertThat(paths.fault(tree.path(), tree.root, TIME)).isEmpty();
        assertThat(jdkTakes(tree.path(), tree.root, TIME)).isTrue();
        assertThat(paths.fault(List.of(tree.holder), tree.issuing, TIME)).isEmpty();
        assertThat(tree.holder.names().common()).contains("ada");
        assertThat(tree.holder.life()).isEqualTo(new Certificate.Life(NOW.toEpochMilli(), END.toEpochMilli()));
    }

    @Test
    void what_does_not_hold_is_refused_here_and_in_the_jdk() throws GeneralSecurityException {
        Tree tree = Tree.of(Algorithm.ED25519, 1);
        Tree other = Tree.of(Algorithm.ED25519, 1);
        Tree shallow = Tree.of(Algorithm.ED25519, 0);
        long late = END.plusSeconds(1).toEpochMilli();
        long early = NOW.minusSeconds(1).toEpochMilli();
        for (long time : new long[] {late, early}) {
            assertThat(paths.fault(tree.path(), tree.root, time)).isPresent();
            assertThat(jdkTakes(tree.path(), tree.root, time)).isFalse();
        }
        assertThat(paths.fault(tree.path(), other.root, TIME)).isPresent();
        assertThat(jdkTakes(tree.path(), other.root, TIME)).isFalse();
        assertThat(paths.fault(shallow.path(), shallow.root, TIME)).isPresent();
        // The JDK does not look at what the trusted authority's own certificate says of authorities below it.
        assertThat(paths.fault(List.of(tree.holder), tree.root, TIME)).isPresent();
        assertThat(paths.fault(List.of(tree.issuing), tree.root, TIME)).isPresent();
        assertThat(paths.fault(List.of(), tree.root, TIME)).isPresent();
    }

    @Test
    void a_holder_issues_nothing() {
        SigningKey key = SigningKey.generate(Algorithm.ED25519, RANDOM);
        Tree tree = Tree.of(Algorithm.ED25519, 1);
        Certificate ada = tree.issuer.issue(new Issuing.Holder("ada", key.publicKey(), -1), serial(), NOW, END);
        Certificate forged = new Issuing(key, "Kiel", "ada")
                .issue(new Issuing.Holder("eve", key.publicKey(), -1), serial(), NOW, END);
        assertThat(paths.fault(List.of(forged, ada, tree.issuing), tree.root, TIME))
                .contains("its issuer may not issue it");
    }

    @Test
    void a_changed_bit_is_malformed_or_does_not_hold() {
        Tree tree = Tree.of(Algorithm.ED25519, 1);
        byte[] good = tree.holder.der().toArray();
        Random random = new Random(7);
        for (int i = 0; i < 8 * good.length; i++) {
            byte[] changed = good.clone();
            changed[i / 8] ^= (byte) (1 << i % 8);
            if (random.nextInt(4) == 0) changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            if (Bytes.of(changed).equals(tree.holder.der())) continue;
            try {
                Certificate read = Certificate.decode(Bytes.of(changed));
                assertThat(paths.fault(List.of(read, tree.issuing), tree.root, TIME))
                        .isPresent();
            } catch (Malformed expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            }
        }
        for (int i = 0; i < good.length; i++) {
            Bytes part = tree.holder.der().slice(0, i);
            assertThatThrownBy(() -> Certificate.decode(part)).isInstanceOf(Malformed.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rsa:3072 -sha256",
                "rsa:2048 -sha384",
                "rsa:2049 -sha512",
                "rsa:3072 -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32",
                "rsa:2049 -sha384 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:48",
                "rsa:2048 -sha512 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:64",
                "ec -pkeyopt ec_paramgen_curve:P-384 -sha384",
                "ec -pkeyopt ec_paramgen_curve:P-256 -sha256"
            })
    void an_organisations_existing_authority_is_taken(String kind, @TempDir Path folder) throws Exception {
        String root = "openssl req -x509 -newkey " + kind + " -nodes -days 30 -subj /O=Kiel/CN=Old";
        String how = kind.substring(kind.indexOf("-sha"));
        run(folder, root + " -keyout ca.key -out ca.pem");
        Files.writeString(folder.resolve("ext"), "keyUsage=critical,digitalSignature\nsubjectKeyIdentifier=hash\n");
        run(folder, "openssl genpkey -algorithm ed25519 -out ada.key");
        run(folder, "openssl req -new -key ada.key -subj /O=Kiel/CN=ada -out ada.csr");
        run(
                folder,
                "openssl x509 -req -in ada.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 20 -extfile ext " + how
                        + " -out ada.pem");
        Certificate trusted = pem(folder.resolve("ca.pem"));
        Certificate ada = pem(folder.resolve("ada.pem"));
        long now = System.currentTimeMillis();
        assertThat(paths.fault(List.of(ada), trusted, now)).isEmpty();
        assertThat(jdkTakes(List.of(ada), trusted, now)).isTrue();
        assertThat(ada.names().common()).contains("ada");
        assertThat(ada.key().algorithm()).isEqualTo(Algorithm.ED25519);
        run(folder, root + " -keyout no.key -out no.pem");
        assertThat(paths.fault(List.of(ada), pem(folder.resolve("no.pem")), now))
                .isPresent();
        byte[] bent = ada.der().toArray();
        bent[bent.length - 1] ^= 1;
        assertThat(paths.fault(List.of(Certificate.decode(Bytes.of(bent))), trusted, now))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rsa:1024 -sha256",
                "rsa:2048 -sha1",
                "rsa:2048 -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:20",
                "ec -pkeyopt ec_paramgen_curve:P-384 -sha256",
                "ec -pkeyopt ec_paramgen_curve:P-521 -sha512"
            })
    void an_authority_of_a_weak_or_unjudged_kind_is_not_taken(String kind, @TempDir Path folder) throws Exception {
        run(
                folder,
                "openssl req -x509 -newkey " + kind
                        + " -nodes -days 30 -subj /O=Kiel/CN=Old -keyout ca.key -out ca.pem");
        Certificate self = pem(folder.resolve("ca.pem"));
        assertThat(paths.signs(self, self.signed())).isFalse();
    }

    private static Certificate pem(Path file) throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(file)) {
            return Certificate.decode(Bytes.wrap(CertificateFactory.getInstance("X.509")
                    .generateCertificate(in)
                    .getEncoded()));
        }
    }

    private static void run(Path folder, String words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words.split(" "))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(words).isZero();
    }
}
